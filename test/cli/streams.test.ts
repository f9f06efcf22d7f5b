import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listRuns } from '../../src/runner/run-store.js';
import { plainRows, writeRows } from './write-rows.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const RUN = `"${process.execPath}" "${MAIN}" run p.yaml --workers 1 --memory 1GiB`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-streams-'));
  await writeRows(folder, 'data/a.parquet', plainRows(200));
  await writeFile(join(folder, 'p.yaml'), 'name: small\ndata: { partitions: data/*.parquet }\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a shell makes of a command line: its exit code, and all that reached the test. */
async function shell(command: string): Promise<{ readonly exitCode: number; readonly text: string }> {
  const child = spawn('bash', ['-c', command], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number];
  return { exitCode, text };
}

test.each([
  ['a reader of both streams that goes after a line', 'piped', '2>&1 | head -1; exit $PIPESTATUS'],
  ['a full disk behind the progress', 'full', '2>/dev/full >/dev/null'],
  ['closed streams', 'closed', '>&- 2>&-'],
])('%s costs no run', async (_, workspace, streams) => {
  const { exitCode, text } = await shell(`${RUN} --workspace ${workspace} ${streams}`);

  expect(exitCode, text).toBe(0);
  expect(listRuns(join(folder, workspace)).map(({ state }) => state)).toEqual(['done']);
});

test('a result that cannot be written is a failure in four parts, after the work is kept', async () => {
  const { exitCode, text } = await shell(`${RUN} --quiet --workspace unheard >/dev/full`);

  expect(exitCode).toBe(4);
  expect(text).toMatch(/^millrace: the result cannot be written\n {2}where: {2}standard output\n {2}got: {4}.*ENOSPC/m);
  expect(text).not.toContain('    at ');
  expect(listRuns(join(folder, 'unheard')).map(({ state }) => state)).toEqual(['done']);
});

test('a terminal that closes stops a run, which says so and can be taken up', async () => {
  const child = spawn('bash', ['-c', `exec ${RUN} --workspace hung`], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  // The first line may be of the code, before there is a run.
  for (let text = ''; !text.includes('prepare'); ) text += ((await once(child.stderr, 'data')) as [Buffer])[0].toString();
  child.kill('SIGHUP');
  child.stderr.resume();

  expect((await once(child, 'close'))[0]).toBe(129);
  expect(listRuns(join(folder, 'hung')).map(({ state }) => state)).toEqual(['interrupted']);
});

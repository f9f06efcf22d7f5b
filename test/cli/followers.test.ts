import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliResult, lastJson, runCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

let folder: string;
let environment: Readonly<Record<string, string>>;
let done: CliResult;
let failed: CliResult;

const run = (...settings: string[]): Promise<CliResult> =>
  runCli(['run', 'p.yaml', ...settings, '--json', '--workers', '1', '--memory', '1GiB'], folder, environment);

/** One run that goes well, and one whose rows break the contract. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-followers-'));
  environment = { OPENLINEAGE_URL: pathToFileURL(join(folder, 'events.jsonl')).href, MILLRACE_TEXTFILE_FOLDER: 'textfiles' };
  await writeRows(folder, 'data/a.parquet', plainRows(200));
  await writeRows(folder, 'bad/a.parquet', [
    { name: 'id', type: 'text', values: ['a', 'b'] },
    { name: 'text', type: 'text', values: [null, null] },
    { name: 'label', type: 'text', values: ['bread', 'milk'] },
  ]);
  await writeFile(join(folder, 'p.yaml'), 'name: small\ndata: { partitions: data/*.parquet }\nsearch: { grid: { l2: [1e-4] } }\n');
  done = await run();
  failed = await run('data.partitions=bad/*.parquet');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('lineage has the beginning and the end of each run, with what it read and made by digest', async () => {
  const events = (await readFile(join(folder, 'events.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.map(({ eventType }) => eventType)).toEqual(['START', 'COMPLETE', 'START', 'FAIL']);
  const { modelDigest, splitDigest } = lastJson(done) as Record<string, string>;
  const versions = (sets: readonly { facets: { version: { datasetVersion: string } } }[]) => sets.map(({ facets }) => facets.version.datasetVersion);
  expect(versions(events[1].outputs)).toEqual([modelDigest, splitDigest]);
  expect(versions(events[0].inputs)).toEqual(versions(events[1].inputs));
  expect(events[0].run.runId).toBe(events[1].run.runId);
  expect(events[3].run.facets.errorMessage.message).toContain('data.');
});

test('the gauges tell of the failure, and of when it last went well', async () => {
  expect([done.exitCode, failed.exitCode]).toEqual([0, 3]);
  expect(await readdir(join(folder, 'textfiles'))).toEqual(['millrace_small.prom']);
  const text = await readFile(join(folder, 'textfiles/millrace_small.prom'), 'utf8');
  expect(text).toContain('millrace_run_status{pipeline="small",status="failed"} 1');
  const [success, end] = ['success', 'end'].map((name) => Number(new RegExp(`last_${name}_timestamp_seconds\\{.*\\} (.+)`).exec(text)?.[1]));
  expect(success).toBeLessThan(end as number);
});

test('runs are compared by what differs', async () => {
  const { run: first } = lastJson(done) as { readonly run: string };
  const { run: second } = lastJson(await run('split.seed=3')) as { readonly run: string };
  const compared = lastJson(await runCli(['runs', 'compare', first, second, '--json'], folder));
  expect(compared).toMatchObject({ sameData: true, sameSplit: false, settings: [{ path: 'split.seed', values: [20261123, 3] }] });
  const { stdout } = await runCli(['runs', 'compare', first, second], folder);
  expect(stdout).toMatch(/accuracy[\s\S]*split\.seed +20261123 +3/);
});

test('the queries of docs/tracking.md run on the store of runs', async () => {
  const page = await readFile(new URL('../../docs/tracking.md', import.meta.url), 'utf8');
  const queries = [...page.matchAll(/```sql\n([^`]+)```/g)].map((match) => match[1] as string);
  expect(queries).toHaveLength(3);
  const { run: first } = lastJson(done) as { readonly run: string };
  const connection = await (await DuckDBInstance.create()).connect();
  try {
    for (const query of queries) {
      const here = query.replaceAll('workspace/runs', join(folder, 'workspace/runs')).replaceAll('/RUN/', `/${first}/`);
      expect((await connection.runAndReadAll(here)).currentRowCount).toBeGreaterThan(0);
    }
  } finally {
    connection.closeSync();
  }
});

import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliResult, lastJson, runCli } from '../../cli/run-cli.js';
import { plainRows, writeRows } from '../../cli/write-rows.js';

const CODES = ['bread', 'ink', 'milk', 'soap'];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-promote-'));
  await writeRows(folder, 'data/a.parquet', plainRows(400, CODES));
  await writeFile(join(folder, 'p.yaml'), 'name: shops\ndata: { partitions: data/*.parquet }\ngate: { margin: 0.9 }\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const millrace = (...args: string[]): Promise<CliResult> => runCli(args, folder);
const run = async (...settings: string[]): Promise<Record<string, unknown>> =>
  lastJson(await millrace('run', 'p.yaml', ...settings, '--json', '--workers', '1', '--memory', '1GiB')) as Record<string, unknown>;

async function models(): Promise<unknown> {
  const { models } = lastJson(await millrace('models', 'list', '--json')) as {
    models: readonly { model: string; aliases: readonly string[]; retired: string | null }[];
  };
  return models.map(({ model, aliases, retired }) => [model, aliases.join(), retired]);
}

test('a passed gate can be acted on, undone, and a version be shut out', async () => {
  expect(await run()).toMatchObject({ model: 'shops@1', promoted: true, champion: 'shops@1', promoteCommand: null });

  const second = await run('search.grid.l2=[1e-3]');
  expect(second).toMatchObject({
    model: 'shops@2',
    gate: { decision: 'promote' },
    promoted: false,
    champion: 'shops@1',
    promoteCommand: 'millrace models promote shops@2 --reason "…"',
  });
  expect(lastJson(await millrace('models', 'promote', 'shops@2', '--reason', 'approved', '--json'))).toMatchObject({
    status: 'done',
    model: 'shops@2',
    from: 'shops@1',
  });
  expect(await models()).toEqual([
    ['shops@1', '', null],
    ['shops@2', 'champion', null],
  ]);

  expect(lastJson(await millrace('models', 'rollback', 'shops', '--json'))).toMatchObject({ model: 'shops@1', from: 'shops@2' });
  expect((await millrace('models', 'retire', 'shops@2', '--reason', 'a wrong extract')).exitCode).toBe(0);
  expect(await models()).toEqual([
    ['shops@1', 'champion', null],
    ['shops@2', '', 'a wrong extract'],
  ]);
  const again = await millrace('models', 'promote', 'shops@2', '--reason', 'after all', '--force', '--json');
  expect([again.exitCode, lastJson(again)]).toMatchObject([2, { error: { code: 'usage.wrong-value', got: 'version 2' } }]);
  // The very same model, made again by a run whose gate promotes, stays retired too.
  expect(await run('search.grid.l2=[1e-3]', 'gate.promote=true')).toMatchObject({ model: 'shops@2', promoted: false, champion: 'shops@1' });
});

test('what the gate did not pass against the champion of today needs --force, and what is damaged is never promoted', async () => {
  const { bundle } = await run('search.grid.l2=[1e-2]');
  const { bundle: other } = await run('search.grid.l2=[1e-1]');
  expect((await millrace('models', 'promote', 'shops@3', '--reason', 'approved')).exitCode).toBe(0);

  const stale = await millrace('models', 'promote', 'shops@4', '--reason', 'approved', '--json');
  expect([stale.exitCode, lastJson(stale)]).toMatchObject([11, { error: { code: 'gate.cannot-tell', got: expect.stringContaining('shops@3 now') } }]);
  expect((await millrace('models', 'promote', 'shops@4', '--reason', 'urgent', '--force')).exitCode).toBe(0);

  const [part] = (await readdir(bundle as string)).filter((file) => file === 'model.bin');
  await appendFile(join(bundle as string, part as string), 'x');
  const damaged = await millrace('models', 'promote', 'shops@3', '--reason', 'back', '--force', '--json');
  expect([damaged.exitCode, lastJson(damaged)]).toMatchObject([3, { error: { code: 'artifact.corrupt' } }]);
  expect(other).not.toBe(bundle);
  expect((await models()) as unknown[]).toContainEqual(['shops@4', 'champion', null]);
});

test.each([
  [['promote', 'shops'], 'shops'],
  [['promote', 'shops@champion'], 'shops@champion'],
  [['retire', 'shops@x'], 'shops@x'],
])('%j names no version', async (args, got) => {
  const result = await millrace('models', ...args, '--reason', 'why', '--json');
  expect([result.exitCode, lastJson(result)]).toMatchObject([2, { error: { code: 'usage.wrong-value', got } }]);
});

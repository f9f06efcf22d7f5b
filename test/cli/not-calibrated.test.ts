import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastJson, runCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-calibrated-'));
  await writeRows(folder, 'data/a.parquet', plainRows(300, ['bread', 'milk', 'wine']));
  await writeRows(folder, 'new/a.parquet', plainRows(60, ['bread', 'milk', 'wine'], 1000));
  await writeFile(
    join(folder, 'p.yaml'),
    'name: plain\ndata: { partitions: data/*.parquet }\ncalibration: { method: none }\nresources: { workers: 1, memory: 1GiB }\n',
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('scores that nothing calibrated are marked so by run, predict and evaluate', async () => {
  const made = await runCli(['run', 'p.yaml'], folder);
  expect(made.stdout).toContain('scores     not calibrated: calibration.method is none');
  for (const command of [
    ['predict', 'plain@champion', '--in', 'new/*.parquet', '--out', 'coded'],
    ['evaluate', 'plain@champion', '--data', 'new/*.parquet'],
  ]) {
    const told = await runCli(command, folder);
    expect(told.stdout).toMatch(/scores +not calibrated: they rank codes/);
    expect(lastJson(await runCli([...command, '--json'], folder))).toMatchObject({ status: 'done', calibrated: false });
  }
});

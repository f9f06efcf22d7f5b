import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliResult, lastJson, runCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

interface Told {
  readonly run: string;
  readonly forecast: {
    readonly peakRssMb: number;
    readonly diskMb: number;
    readonly seconds: number;
    readonly isExact: boolean;
    readonly truth: { readonly peakRssMb: number; readonly diskMb: number };
    readonly error: { readonly peakRss: number; readonly disk: number; readonly seconds: number };
    readonly parts: readonly { readonly what: string; readonly mb: number }[];
  };
  readonly trial: { readonly rule: string };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-forecast-'));
  await writeRows(folder, 'data/a.parquet', plainRows(400, ['bread', 'cheese', 'ink', 'milk', 'paper', 'soap']));
  await writeFile(
    join(folder, 'p.yaml'),
    'name: small\ndata:\n  partitions: data/*.parquet\nsearch: { halving: true, grid: { l2: [1e-3, 1e-4, 1e-5], classWeight: [none, balanced] } }\n',
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function cli(...args: string[]): Promise<CliResult> {
  return runCli([...args, '--workers', '1', '--memory', '1GiB'], folder);
}

describe('a forecast', () => {
  test('is made before the run from a sample, judged after it, and exact where the work is stored', async () => {
    const before = lastJson(await cli('plan', 'p.yaml', '--json')) as Told;
    expect(before.forecast.isExact).toBe(false);
    expect(before.forecast.parts.length).toBeGreaterThan(5);

    const told = lastJson(await cli('run', 'p.yaml', '--json')) as Told;
    const { forecast } = told;
    expect(forecast.peakRssMb).toBeCloseTo(before.forecast.peakRssMb, 6);
    expect(forecast.error.peakRss).toBeCloseTo(forecast.peakRssMb / forecast.truth.peakRssMb - 1, 2);
    expect(forecast.error.disk).toBeGreaterThan(0);
    expect(told.trial.rule).toMatch(/of the one fitted in full; successive halving dropped 5/);

    // While the first stage works, and known before the second begins.
    const events = (await readFile(join(folder, 'workspace/runs', told.run, 'events.jsonl'), 'utf8')).trim().split('\n');
    const placeOf = (event: RegExp): number => events.findIndex((line) => event.test(line));
    const places = [/stage-started","stage":"prepare/, /"type":"forecast"/, /stage-started","stage":"split/].map(placeOf);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);

    const after = lastJson(await cli('plan', 'p.yaml', '--json')) as Told;
    expect(after.forecast.isExact).toBe(true);
    expect(after.forecast.diskMb).toBeLessThan(before.forecast.diskMb);

    const shown = await cli('plan', 'p.yaml');
    expect(shown.stdout).toMatch(/forecast: peak memory .* \(by 1 earlier run here\)/);
  });

  test('ends with 4 where the memory cannot do', async () => {
    const { exitCode, stdout } = await runCli(['plan', 'p.yaml', '--workers', '1', '--memory', '100MB', '--json'], folder);
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([4, { status: 'failed', error: { code: 'resources.memory' } }]);
  });

  test('stands in the summary of a run for people', async () => {
    const { stdout, exitCode } = await cli('run', 'p.yaml');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/forecast +peak [\d,]+ MB, was [\d,]+ \([+−]\d+ %\); disk/);
  });
});

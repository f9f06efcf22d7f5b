import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FLOW } from '../../src/app/flow/flow.js';
import { type CliResult, lastJson, runCli, spawnCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

const CODES = ['bread', 'cheese', 'ink', 'milk', 'paper', 'soap'];
const STAGES = FLOW.flatMap((step) => ('stage' in step ? [step.stage.name] : []));

interface PartialJson {
  readonly run: string;
  readonly splitDigest: string;
  readonly modelDigest: string;
  readonly stages: readonly { readonly stage: string; readonly outcome: string }[];
  readonly trial: { readonly number: number };
}

let folder: string;
let whole: PartialJson;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-partial-'));
  await writeRows(folder, 'data/a.parquet', plainRows(300, CODES));
  await writeFile(join(folder, 'p.yaml'), 'name: small\ndata:\n  partitions: data/*.parquet\nsearch: { grid: { l2: [1e-4, 1e-5] } }\n');
  whole = jsonOf(await run('whole'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const command = (workspace: string, args: readonly string[]) => [
  'run',
  'p.yaml',
  '--json',
  '--workers',
  '1',
  '--memory',
  '1GiB',
  '--workspace',
  workspace,
  ...args,
];

/** The small pipeline in a workspace of that name. */
function run(workspace: string, ...args: string[]): Promise<CliResult> {
  return runCli(command(workspace, args), folder);
}

function jsonOf(result: CliResult): PartialJson {
  expect(result).toMatchObject({ exitCode: 0 });
  return lastJson(result) as PartialJson;
}

describe('partial runs of one workspace', () => {
  test('each stage alone, one after the other, comes to the digests of one run, and the last leaves the run', async () => {
    const outcomes: unknown[] = [];
    for (const stage of STAGES.slice(0, -1)) outcomes.push(jsonOf(await run('each', '--only', stage)).stages.at(-1)?.stage);
    expect(outcomes).toEqual(STAGES.slice(0, -1));
    const last = jsonOf(await run('each', '--only', 'register'));
    expect(last).toMatchObject({ splitDigest: whole.splitDigest, modelDigest: whole.modelDigest, model: 'small@1', champion: 'small@1' });
    const shown = lastJson(await runCli(['runs', 'list', '--json', '--workspace', 'each'], folder)) as { runs: { state: string }[] };
    expect(shown.runs.map(({ state }) => state)).toEqual(['done', ...STAGES.slice(1).map(() => 'partial')]);
  });

  test('trials in processes of their own, at the same time, are found by the run after them', async () => {
    jsonOf(await run('fan', '--until', 'features'));
    const trials = await Promise.all(['0', '1', '1'].map((trial) => spawnCli(command('fan', ['--trial', trial]), folder)));
    expect(trials.map((trial) => jsonOf(trial).trial.number)).toEqual([0, 1, 1]);
    expect(jsonOf(await run('fan', '--only', 'search')).stages.map(({ outcome }) => outcome)).toEqual([
      'fresh',
      'cached',
      'cached',
      'cached',
      'cached',
    ]);
    expect(jsonOf(await run('fan'))).toMatchObject({ splitDigest: whole.splitDigest, modelDigest: whole.modelDigest });
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FLOW } from '../../src/app/flow/flow.js';
import { COMMANDS } from '../../src/cli/command-table.js';
import { type CliResult, lastJson, runCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

const CODES = ['bread', 'cheese', 'ink', 'milk', 'paper', 'soap'];
const STAGES = FLOW.flatMap((step) => ('stage' in step ? [step.stage.name] : []));

interface PartialJson {
  readonly run: string;
  readonly splitDigest: string;
  readonly modelDigest: string;
  readonly stages: readonly { readonly stage: string; readonly outcome: string }[];
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

describe('a partial run', () => {
  test('done again does nothing again', async () => {
    const again = jsonOf(await run('whole', '--start-at', 'split', '--until', 'compare'));
    const fresh = again.stages.filter(({ outcome }) => outcome !== 'cached').map(({ stage }) => stage);
    expect(fresh, 'stages that keep no work').toEqual(['source', 'compare']);
    expect(again).toMatchObject({ splitDigest: whole.splitDigest, modelDigest: whole.modelDigest, gate: { decision: 'unchanged' } });
  });

  test('without the work of an earlier stage fails, and says which stage makes it', async () => {
    const result = await run('nothing', '--only', 'train');
    expect(result.exitCode).toBe(2);
    expect(lastJson(result)).toMatchObject({
      error: {
        code: 'usage.missing-work',
        where: 'stage prepare',
        got: expect.stringContaining('1 of 1 pieces'),
        hint: expect.stringContaining('--only prepare'),
      },
    });
  });

  test.each([
    [['--only', 'trian'], 'did you mean train?'],
    [['--only', 'train', '--until', 'train'], '--only with --start-at'],
    [['--start-at', 'train', '--until', 'search'], 'train, which comes after search'],
    [['--trial', '2'], '0 to 1: the grid has 2 trials'],
    [['--trial', '0', 'search.halving=true'], '--only search'],
  ])('%j is no range of stages', async (args, says) => {
    const result = await run('nothing', ...args);
    expect(result.exitCode).toBe(2);
    expect(JSON.stringify(lastJson(result))).toContain(says);
  });

  test('the help names every stage, in the order of the flow', () => {
    expect(COMMANDS.find(({ name }) => name === 'run')?.details?.replace(' (the gate)', '')).toContain(STAGES.join(', '));
  });
});

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lastJson, runCli } from '../../cli/run-cli.js';
import { plainRows, writeRows } from '../../cli/write-rows.js';
import { faultsOf } from './check-workflow.js';
import { runWorkflow } from './run-workflow.js';
import { readWorkflow, type WorkflowSpec } from './workflow-file.js';

const CODES = ['bread', 'cheese', 'ink', 'milk', 'paper', 'soap'];
const LIMITS = ['--workers', '1', '--memory', '1GiB'];

let folder: string;
/** Two checkouts of the same project. */
let projects: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-argo-'));
  projects = [join(folder, 'one'), join(folder, 'two')];
  const [one, two] = projects as [string, string];
  await writeRows(one, 'data/a.parquet', plainRows(300, CODES));
  await writeFile(
    join(one, 'p.yaml'),
    'name: small\ndata:\n  partitions: data/*.parquet\nsearch: { grid: { l2: [1e-4, 1e-5] } }\ngate: { promote: true }\n',
  );
  await cp(one, two, { recursive: true });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function exportWorkflow(...settings: string[]): Promise<WorkflowSpec> {
  const made = await runCli(
    ['export', 'argo', 'p.yaml', ...settings, '--out', 'night.yaml', '--cron', '0 2 * * *', ...LIMITS],
    projects[0] as string,
  );
  expect(made).toMatchObject({ exitCode: 0 });
  const spec = readWorkflow(await readFile(join(projects[0] as string, 'night.yaml'), 'utf8'));
  expect(faultsOf(spec)).toEqual([]);
  return spec;
}

/** Exports the pipeline and runs the workflow on a workspace of both folders. */
async function runExported(...settings: string[]) {
  return runWorkflow(await exportWorkflow(...settings), { projects, workspace: join(folder, 'shared') });
}

describe('an exported workflow, run step by step in two folders that share a workspace', () => {
  test('comes to the digests of one run, and to its champion', async () => {
    const steps = await runExported();
    expect(steps.map(({ task, item, exitCode }) => [task, item, exitCode])).toEqual([
      ['prepare', null, 0],
      ['trials', 0, 0],
      ['trials', 1, 0],
      ['train', null, 0],
      ['gate', null, 0],
      ['promote', null, 0],
    ]);
    expect(new Set(steps.map((step) => step.folder))).toEqual(new Set(projects));
    const { splitDigest, modelDigest } = lastJson(await runCli(['run', 'p.yaml', '--json', ...LIMITS], projects[0] as string)) as Record<
      string,
      string
    >;
    expect(lastJson(steps.at(-1) as (typeof steps)[number])).toMatchObject({ splitDigest, modelDigest, champion: 'small@1', status: 'done' });
  });

  test('ends as the gate says, once, with the refused model registered beside the champion', async () => {
    const steps = await runExported('search.grid={l2: [1e-3]}', 'gate.limits={minTextsPerCpuSecond: 1000000000}');
    expect(steps.map(({ task, exitCode }) => [task, exitCode])).toEqual([
      ['prepare', 0],
      ['train', 0],
      ['gate', 10],
      ['promote', 10],
    ]);
    expect(lastJson(steps.at(-1) as (typeof steps)[number])).toMatchObject({ model: 'small@2', champion: 'small@1', status: 'refused' });
  });

  test('stops at data that is gone, without a second attempt', async () => {
    const spec = await exportWorkflow();
    for (const project of projects) await rm(join(project, 'data'), { recursive: true });
    const failed = await runWorkflow(spec, { projects, workspace: join(folder, 'shared') });
    expect(failed.map(({ task, exitCode }) => [task, exitCode])).toEqual([['prepare', 3]]);
  });
});

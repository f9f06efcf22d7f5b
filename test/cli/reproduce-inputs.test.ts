import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestJson } from '../../src/core/digest.js';
import { manifestText } from '../../src/model/bundle/bundle-format.js';
import { type CliResult, lastJson, runCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

const CODES = ['bread', 'cheese', 'milk'];

let folder: string;
let first: { run: string };
let second: { run: string; bundle: string; splitDigest: string };

const cli = (...args: string[]): Promise<CliResult> => runCli([...args, '--json', '--workers', '1', '--memory', '1GiB'], folder);

/** A run on more rows that continues the split of another one, with a correspondence of codes. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-inputs-'));
  await writeRows(folder, 'data/a.parquet', plainRows(200, CODES));
  await writeFile(join(folder, 'map.csv'), 'old,new,weight\nfromage,cheese,\n');
  await writeFile(join(folder, 'p.yaml'), 'name: small\ndata: { partitions: data/*.parquet }\nsearch: { grid: { l2: [1e-4] } }\n');
  first = lastJson(await cli('run', 'p.yaml', 'split.seed=5')) as typeof first;
  await writeRows(folder, 'data/b.parquet', plainRows(100, [...CODES, 'fromage'], 200));
  second = lastJson(await cli('run', 'p.yaml', 'split.from=champion', 'data.correspondence=map.csv')) as typeof second;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the correspondence and the split that is continued', () => {
  test('are inputs of the run, in its manifest and in its bundle', async () => {
    const manifest = JSON.parse(await readFile(join(folder, 'workspace/runs', second.run, 'run.json'), 'utf8'));
    expect(manifest.inputs.map(({ role }: { role: string }) => role)).toEqual(['partition', 'partition', 'correspondence', 'split']);
    expect(manifest.inputs.at(-1)).toMatchObject({ path: `workspace/runs/${first.run}/split.parquet`, run: first.run });
    const bundle = JSON.parse(await readFile(join(second.bundle, 'manifest.json'), 'utf8'));
    expect(bundle.run.inputs).toEqual(manifest.inputs);
    expect(bundle.run.environment).toEqual(manifest.environment);
    expect(JSON.stringify(bundle)).not.toContain(folder);
  });

  test('are planned with: the run of a split need not be the one that would be made', async () => {
    const planned = lastJson(await cli('plan', 'p.yaml', `split.from=${first.run}`, 'data.correspondence=map.csv')) as {
      stages: { stage: string; state: string }[];
    };
    expect(planned.stages.find(({ stage }) => stage === 'split')).toMatchObject({ state: 'cached' });
  });

  test('are taken by a reproduction from where they lie', async () => {
    const result = await cli('reproduce', second.run);
    expect(lastJson(result), result.stderr).toMatchObject({ verdict: 'identical', splitDigest: { reproduced: second.splitDigest } });
  });

  test('make a reproduction differ when they have changed, by name', async () => {
    const before = await readFile(join(folder, 'map.csv'), 'utf8');
    await writeFile(join(folder, 'map.csv'), before.replace('cheese', 'bread'));
    const result = await cli('reproduce', second.run);
    await writeFile(join(folder, 'map.csv'), before);
    expect(result.exitCode).toBe(12);
    expect(lastJson(result)).toMatchObject({ verdict: 'different', firstDifference: { stage: 'source', kind: 'correspondence', where: 'map.csv' } });
  });
});

test('a bundle alone tells what it ran on: another release of Node is listed beside the verdict', async () => {
  await cp(second.bundle, join(folder, 'handed/over'), { recursive: true });
  const file = join(folder, 'handed/over/manifest.json');
  const { manifestDigest: _, ...manifest } = JSON.parse(await readFile(file, 'utf8'));
  manifest.run.environment.node = '20.19.0';
  await rm(file);
  await writeFile(file, manifestText({ ...manifest, manifestDigest: digestJson(manifest) }));
  const result = await cli('reproduce', 'handed/over', '--workspace', 'fresh');
  expect(lastJson(result), result.stderr).toMatchObject({ verdict: 'identical' });
  const { environment } = lastJson(result) as { environment: { path: string; before: string }[] };
  expect(environment).toEqual([expect.objectContaining({ path: 'node', before: '20.19.0' })]);
});

test('a manifest alone is enough, where its inputs are', async () => {
  await cp(join(folder, 'workspace/runs', second.run, 'run.json'), join(folder, 'handed/run.json'));
  const result = await cli('reproduce', 'handed/run.json', '--workspace', 'fresh');
  expect(lastJson(result), result.stderr).toMatchObject({ verdict: 'identical', run: second.run });
});

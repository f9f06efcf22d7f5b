import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DoneRun, loadPipeline, openBundle, openRegistry, planPipeline, predictFiles, runPipeline } from '../../src/app/index.js';
import type { RunEvent } from '../../src/core/events.js';
import { plainRows, writeRows } from '../cli/write-rows.js';

let projectFolder: string;
let workspace: string;
let done: DoneRun;

beforeAll(async () => {
  projectFolder = await mkdtemp(join(tmpdir(), 'millrace-library-'));
  workspace = join(projectFolder, 'workspace');
  await writeRows(projectFolder, 'data/a.parquet', plainRows(300, ['bread', 'ink', 'milk']));
  await writeFile(
    join(projectFolder, 'p.yaml'),
    'name: small\ndata: { partitions: data/*.parquet }\nsearch: { grid: { l2: [1e-4] } }\nresources: { workers: 1, memory: 1GiB }\n',
  );
  done = await runPipeline({ config: await loadPipeline(join(projectFolder, 'p.yaml')), workspace, projectFolder });
});

afterAll(() => rm(projectFolder, { recursive: true, force: true }));

describe('a program of its own', () => {
  test('runs a pipeline in a folder that is not its own, and finds the model in the registry', async () => {
    expect(done.manifest).toMatchObject({ pipeline: 'small', status: 'done', workingDirectory: projectFolder });
    expect(done.facts.forecast).not.toBeNull();
    const champion = await openRegistry(workspace).byAlias('small', 'champion');
    expect(champion?.modelDigest).toBe(done.made.bundle.modelDigest);
    expect((await openBundle(done.made.bundle.folder)).modelDigest).toBe(done.made.bundle.modelDigest);
  });

  test('plans it', async () => {
    const config = await loadPipeline(join(projectFolder, 'p.yaml'), ['split.seed=7']);
    const { stages } = await planPipeline({ config, workspace, projectFolder });
    expect(stages.slice(0, 4).map(({ stage, state }) => [stage, state])).toEqual([
      ['source', 'always'],
      ['prepare', 'cached'],
      ['split', 'stale'],
      ['features', 'stale'],
    ]);
  });

  test('codes files with a model that it names, and hears how it goes', async () => {
    const events: RunEvent[] = [];
    const outFolder = join(projectFolder, 'coded');
    const request = { model: 'small@champion', files: ['data/*.parquet'], workers: 1, emit: (event: RunEvent) => events.push(event) };
    const predicted = await predictFiles({ ...request, workspace, projectFolder, outFolder });
    expect(predicted).toMatchObject({ rowCount: 300, modelDigest: done.made.bundle.modelDigest, outputs: [join(outFolder, 'a.parquet')] });
    expect(events[0]).toMatchObject({ type: 'stage-started', stage: 'predict' });
  });

  test('is stopped by its signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const config = await loadPipeline(join(projectFolder, 'p.yaml'));
    await expect(runPipeline({ config, workspace, projectFolder, signal })).rejects.toThrow('enough');
  });
});

import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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

  test('codes no file again that is coded, and goes on after a file that could not be read', async () => {
    const outFolder = join(projectFolder, 'resumed');
    await mkdir(join(projectFolder, 'more'));
    await copyFile(join(projectFolder, 'data/a.parquet'), join(projectFolder, 'more/a.parquet'));
    await copyFile(join(projectFolder, 'data/a.parquet'), join(projectFolder, 'more/b.parquet'));
    const request = { model: 'small@champion', files: ['more/*.parquet'], workers: 1, workspace, projectFolder, outFolder };
    await damagePage(join(projectFolder, 'more/b.parquet'));
    await expect(predictFiles(request)).rejects.toMatchObject({ detail: { code: 'data.unreadable' } });
    expect(await readdir(outFolder)).toEqual(['.predict-unfinished']);
    await copyFile(join(projectFolder, 'data/a.parquet'), join(projectFolder, 'more/b.parquet'));
    const resumed = await predictFiles(request);
    expect(resumed).toMatchObject({ rowCount: 600, codedCount: 600, reused: { fileCount: 1, rowCount: 300 } });
    expect((await readdir(outFolder)).sort()).toEqual(['a.parquet', 'b.parquet', 'predict.json']);
    const [a, b] = await Promise.all(['a', 'b'].map((name) => readFile(join(outFolder, `${name}.parquet`))));
    expect(a?.equals(b as Buffer)).toBe(true);
    expect((await predictFiles(request)).reused).toEqual({ fileCount: 2, rowCount: 600 });
    await expect(predictFiles({ ...request, k: 2 })).rejects.toMatchObject({ detail: { code: 'usage.wrong-value', where: 'command line: --out' } });
    expect((await predictFiles({ ...request, k: 2, replace: true })).reused.fileCount).toBe(0);
  });

  test('is told before any work that a model does not fit', async () => {
    const request = {
      model: 'small@champion',
      files: ['data/*.parquet'],
      workers: 1,
      workspace,
      projectFolder,
      outFolder: join(projectFolder, 'none'),
    };
    await expect(predictFiles({ ...request, memory: 3e8 })).rejects.toMatchObject({ detail: { code: 'resources.memory' } });
    expect(await readdir(projectFolder)).not.toContain('none');
  });

  test('is stopped by its signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const config = await loadPipeline(join(projectFolder, 'p.yaml'));
    await expect(runPipeline({ config, workspace, projectFolder, signal })).rejects.toThrow('enough');
  });
});

/** Fills a data page of a Parquet file with nonsense: the footer stays whole. */
async function damagePage(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes.fill(0xff, 40, 200);
  await writeFile(file, bytes);
}

import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pipelineConfig } from '../../../src/config/pipeline-config.js';
import { fail } from '../../../src/core/failure.js';
import { kernelDigests } from '../../../src/kernels/load-module.js';
import { collectGarbage, type GcReport } from '../../../src/runner/clean/gc.js';
import { piece } from '../../../src/runner/flow/pieces.js';
import { type Stage, stageOf } from '../../../src/runner/flow/stage.js';
import { readEnvironment } from '../../../src/runner/run/environment.js';
import { Run } from '../../../src/runner/run/run.js';
import type { StageContext } from '../../../src/stages/stage-context.js';
import { FsStore } from '../../../src/store/fs/fs-store.js';

const environment = await readEnvironment(kernelDigests());
const makeWorkspace = () => mkdtempSync(join(tmpdir(), 'millrace-gc-'));

/** Keeps one artifact of so many bytes for each text. */
const keep = (texts: readonly string[]): Stage<object, { kind: 'kept' }> =>
  stageOf({
    name: 'keep',
    async *pieces() {
      for (const text of texts) {
        yield* piece('text', text, async (folder) => {
          writeFileSync(join(folder, 'text'), text.repeat(100));
          return null;
        });
      }
      return { kind: 'kept' };
    },
  });

async function runOnce(
  workspace: string,
  name: string,
  texts: readonly string[],
  end: 'done' | 'partial' | 'interrupted' | 'killed' = 'done',
): Promise<string> {
  const store = await FsStore.open({ workspace });
  const config = pipelineConfig.parse({ name, data: { partitions: 'x' } });
  const run = new Run({ workspace, projectFolder: workspace, config, store, environment, listen: () => {} });
  run.begin([]);
  await run.stage(keep(texts), {}, { store: run.store, emit: run.emit, signal: new AbortController().signal } as unknown as StageContext);
  if (end === 'done' || end === 'partial') run.finish({}, end);
  else run.abandon(fail('signal.interrupt', { what: 'stopped', where: 'here', got: 'SIGINT', wanted: 'time' }));
  // A killed run leaves its events, and no manifest.
  if (end === 'killed') rmSync(join(run.folder, 'run.json'));
  await store.close();
  return run.id;
}

async function gc(workspace: string, options: { keepRuns?: number | 'all'; dryRun?: boolean; keptRuns?: string[] } = {}): Promise<GcReport> {
  const catalog = await FsStore.open({ workspace, exclusive: true });
  try {
    const { keepRuns = 'all', dryRun = false, keptRuns = [] } = options;
    return await collectGarbage({ workspace, catalog, keepRuns, keptRuns: new Set(keptRuns), dryRun });
  } finally {
    await catalog.close();
  }
}

async function textsLeft(workspace: string): Promise<unknown[]> {
  const store = await FsStore.open({ workspace });
  const left = (await store.entries()).map(({ artifact }) => artifact.fingerprint);
  await store.close();
  return left.sort();
}

describe('gc', () => {
  test('keeps everything that a run used, and removes what none did', async () => {
    const workspace = makeWorkspace();
    await runOnce(workspace, 'a', ['x', 'y']);
    const gone = await runOnce(workspace, 'a', ['y', 'z']);
    rmSync(join(workspace, 'runs', gone), { recursive: true });

    const report = await gc(workspace);

    expect(report).toMatchObject({
      removedCount: 1,
      removedBytes: 100,
      keptCount: 2,
      keptBytes: 200,
      removed: [{ kind: 'text', count: 1, byteCount: 100 }],
    });
    expect(await textsLeft(workspace)).toEqual(['x', 'y']);
  });

  test('says the same in a dry run, and removes nothing', async () => {
    const workspace = makeWorkspace();
    const run = await runOnce(workspace, 'a', ['x']);
    rmSync(join(workspace, 'runs', run), { recursive: true });

    const dry = await gc(workspace, { dryRun: true });
    expect(await textsLeft(workspace)).toEqual(['x']);
    const real = await gc(workspace);

    expect({ ...dry, dryRun: false }).toEqual(real);
    expect(await textsLeft(workspace)).toEqual([]);
  });

  test('keeps the newest runs of each pipeline when told so, and those of registered versions', async () => {
    const workspace = makeWorkspace();
    const registered = await runOnce(workspace, 'a', ['a1']);
    await runOnce(workspace, 'a', ['a2']);
    await runOnce(workspace, 'a', ['a3']);
    await runOnce(workspace, 'b', ['b1']);

    await gc(workspace, { keepRuns: 1, keptRuns: [registered] });

    expect(await textsLeft(workspace)).toEqual(['a1', 'a3', 'b1']);
    expect(existsSync(join(workspace, 'runs', registered, 'run.json'))).toBe(true);
  });

  test('keeps the work of a run whose manifest cannot be read', async () => {
    const workspace = makeWorkspace();
    const damaged = await runOnce(workspace, 'a', ['old']);
    await runOnce(workspace, 'a', ['new']);
    writeFileSync(join(workspace, 'runs', damaged, 'run.json'), '{"version":99}');

    await gc(workspace, { keepRuns: 1 });

    expect(await textsLeft(workspace)).toEqual(['new', 'old']);
  });

  test('keeps the work of a run that was stopped, until a later one is done', async () => {
    const workspace = makeWorkspace();
    await runOnce(workspace, 'a', ['old'], 'interrupted');
    await runOnce(workspace, 'a', ['done']);
    await runOnce(workspace, 'a', ['stopped'], 'interrupted');
    await runOnce(workspace, 'a', ['killed'], 'killed');

    await gc(workspace);

    expect(await textsLeft(workspace)).toEqual(['done', 'killed', 'stopped']);
  });

  test('keeps the work of partial runs until the run that they are parts of is done', async () => {
    const workspace = makeWorkspace();
    await runOnce(workspace, 'a', ['first'], 'partial');
    await runOnce(workspace, 'a', ['second'], 'partial');
    await gc(workspace);
    expect(await textsLeft(workspace)).toEqual(['first', 'second']);

    await runOnce(workspace, 'a', ['second', 'third']);
    await gc(workspace);
    expect(await textsLeft(workspace)).toEqual(['second', 'third']);
  });

  test('keeps what a stopped run finished while other plans of its pipeline are done', async () => {
    const workspace = makeWorkspace();
    const stopped = await runOnce(workspace, 'a', ['stopped'], 'interrupted');
    await runOnce(workspace, 'a', ['other']);
    // The same pipeline with other settings has other digits.
    const runs = join(workspace, 'runs');
    renameSync(join(runs, stopped), join(runs, '20200101T000000-ffffff'));

    await gc(workspace);
    expect(await textsLeft(workspace)).toEqual(['other', 'stopped']);
    await gc(workspace, { keepRuns: 1 });
    expect(await textsLeft(workspace)).toEqual(['other']);
  });

  test('of an empty workspace finds nothing', async () => {
    expect(await gc(makeWorkspace())).toMatchObject({ removedCount: 0, removedBytes: 0, keptCount: 0, leftoverBytes: 0 });
  });
});

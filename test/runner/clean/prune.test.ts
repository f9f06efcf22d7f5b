import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { pipelineConfig } from '../../../src/config/pipeline-config.js';
import { fail } from '../../../src/core/failure.js';
import { collectGarbage } from '../../../src/runner/clean/gc.js';
import { type PruneReport, pruneRuns } from '../../../src/runner/clean/prune.js';
import { readEnvironment } from '../../../src/runner/run/environment.js';
import { Run } from '../../../src/runner/run/run.js';
import { listRuns } from '../../../src/runner/run-store.js';
import { FsStore } from '../../../src/store/fs/fs-store.js';

const environment = await readEnvironment({});
let runCount = 0;
beforeEach(() => {
  runCount = 0;
});
const makeWorkspace = () => mkdtempSync(join(tmpdir(), 'millrace-prune-'));

/** A run that used one stored artifact of 1,000 bytes, has it linked in its bundle, and left what runs leave. */
async function runOnce(workspace: string, name: string, text: string, end: 'done' | 'interrupted' | 'killed' | 'running' = 'done'): Promise<string> {
  const store = await FsStore.open({ workspace });
  const config = pipelineConfig.parse({ name, data: { partitions: text } });
  const run = new Run({ workspace, projectFolder: workspace, config, store, environment, listen: () => {} });
  run.begin([]);
  const stored = await run.store.publish('part', text, async (folder) => {
    writeFileSync(join(folder, 'weights'), 'x'.repeat(1000));
    return null;
  });
  mkdirSync(join(run.folder, 'bundle'));
  linkSync(join(stored.folder, 'weights'), join(run.folder, 'bundle', 'weights'));
  for (const file of ['metrics.parquet', 'split.parquet', 'report.html']) writeFileSync(join(run.folder, file), 'y'.repeat(50));
  if (end === 'done') {
    const artifacts = [{ kind: 'part', key: stored.key, contentDigest: stored.key, reused: false }];
    (run.stages as unknown[]).push({ stage: 'bundle', outcome: 'fresh', seconds: 1, peakRssBytes: 1, artifacts });
    run.finish({});
  } else if (end !== 'running') run.abandon(fail('signal.interrupt', { what: 'stopped', where: 'here', got: 'SIGINT', wanted: 'time' }));
  if (end === 'killed') rmSync(join(run.folder, 'run.json'));
  await store.close();
  // Ids of runs within one second would be in no order of time.
  const id = `2026010${++runCount}${run.id.slice(8)}`;
  renameSync(run.folder, join(workspace, 'runs', id));
  return id;
}

function prune(workspace: string, options: { keep?: number; keptRuns?: string[]; dryRun?: boolean } = {}): Promise<PruneReport> {
  const { keep = 1, keptRuns = [], dryRun = false } = options;
  return pruneRuns({ workspace, keep, keptRuns: new Set(keptRuns), dryRun });
}

const filesOf = (workspace: string, run: string) => readdirSync(join(workspace, 'runs', run)).sort();

describe('pruning', () => {
  test('keeps manifest, metrics and split ids of an old run, and says what it freed', async () => {
    const workspace = makeWorkspace();
    const old = await runOnce(workspace, 'a', 'old');
    const newest = await runOnce(workspace, 'a', 'newest');
    const other = await runOnce(workspace, 'b', 'other');

    const report = await prune(workspace);

    expect(filesOf(workspace, old)).toEqual(['metrics.parquet', 'outline.json', 'pruned.json', 'run.json', 'split.parquet']);
    expect(report).toMatchObject({ pruned: [{ run: old }], keptRuns: [newest, other], storedBytes: 1000 });
    expect(report.freedBytes).toBeGreaterThan(50);
    expect(existsSync(join(workspace, 'runs', newest, 'bundle', 'weights'))).toBe(true);
    expect(listRuns(workspace).map(({ state, isPruned }) => [state, isPruned])).toEqual([
      ['done', true],
      ['done', false],
      ['done', false],
    ]);
  });

  test('says the same in a dry run, and removes nothing', async () => {
    const workspace = makeWorkspace();
    const old = await runOnce(workspace, 'a', 'old');
    await runOnce(workspace, 'a', 'newest');
    const before = filesOf(workspace, old);

    const dry = await prune(workspace, { dryRun: true });
    expect(filesOf(workspace, old)).toEqual(before);
    expect({ ...dry, dryRun: false }).toEqual(await prune(workspace));
  });

  test('leaves registered runs, runs that go on and damaged ones whole', async () => {
    const workspace = makeWorkspace();
    const registered = await runOnce(workspace, 'a', 'registered');
    const damaged = await runOnce(workspace, 'a', 'damaged');
    const running = await runOnce(workspace, 'a', 'running', 'running');
    const newest = await runOnce(workspace, 'a', 'newest');
    writeFileSync(join(workspace, 'runs', damaged, 'run.json'), '{"version":99}');

    const report = await prune(workspace, { keptRuns: [registered] });

    expect(report).toMatchObject({ pruned: [], freedBytes: 0, keptRuns: [registered, damaged, running, newest] });
  });

  test('keeps a stopped run that can be continued, and the events of one that was killed long ago', async () => {
    const workspace = makeWorkspace();
    const killed = await runOnce(workspace, 'a', 'killed', 'killed');
    await runOnce(workspace, 'a', 'done');
    const stopped = await runOnce(workspace, 'a', 'stopped', 'interrupted');

    expect((await prune(workspace)).pruned.map(({ run }) => run)).toEqual([killed]);
    expect(filesOf(workspace, killed)).toEqual(['events.jsonl', 'metrics.parquet', 'outline.json', 'pruned.json', 'split.parquet']);
    expect(filesOf(workspace, stopped)).toContain('bundle');
  });

  test('of what is pruned finds nothing more, and leaves its stored work to gc', async () => {
    const workspace = makeWorkspace();
    await runOnce(workspace, 'a', 'old');
    await runOnce(workspace, 'a', 'newest');
    await prune(workspace);
    expect(await prune(workspace)).toMatchObject({ pruned: [], freedBytes: 0 });

    const catalog = await FsStore.open({ workspace, exclusive: true });
    const report = await collectGarbage({ workspace, catalog, keepRuns: 'all', keptRuns: new Set(), dryRun: false });
    await catalog.close();

    expect(report).toMatchObject({ removedCount: 1, removedBytes: 1000, keptCount: 1 });
  });
});

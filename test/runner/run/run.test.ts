import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pipelineConfig } from '../../../src/config/pipeline-config.js';
import { digestBytes } from '../../../src/core/digest.js';
import type { RunEvent } from '../../../src/core/events.js';
import { fail } from '../../../src/core/failure.js';
import { kernelDigests } from '../../../src/kernels/load-module.js';
import { askFor } from '../../../src/runner/flow/pieces.js';
import { type Stage, stageOf } from '../../../src/runner/flow/stage.js';
import { readEnvironment } from '../../../src/runner/run/environment.js';
import { readEventLog } from '../../../src/runner/run/event-log.js';
import { type InputFile, planDigest } from '../../../src/runner/run/inputs.js';
import { Run } from '../../../src/runner/run/run.js';
import { listRuns, openFinishedRun, openRun } from '../../../src/runner/run-store.js';
import type { StageContext } from '../../../src/stages/stage-context.js';
import { FsStore } from '../../../src/store/fs/fs-store.js';

const config = pipelineConfig.parse({ name: 'greeting', data: { partitions: 'data/*.parquet' } });
const inputs: InputFile[] = [{ role: 'partition', path: 'data/a.parquet', digest: digestBytes('a'), byteCount: 1 }];
const environment = await readEnvironment(kernelDigests());
const makeWorkspace = () => mkdtempSync(join(tmpdir(), 'millrace-run-'));

interface Greeting {
  readonly kind: 'greeting';
  readonly file: string;
}

/** A stage of two pieces of work that are kept. */
const greet: Stage<{ name: string }, Greeting> = stageOf({
  name: 'greet',
  async *pieces({ name }) {
    const pieces = ['hello', name].map((text) => ({
      kind: 'word',
      fingerprint: { text },
      make: async (folder: string) => {
        writeFileSync(join(folder, 'word.txt'), text);
        return { length: text.length };
      },
    }));
    const stored = yield* askFor({ pieces, atOnce: 2 });
    return { kind: 'greeting', file: stored.map(({ folder }) => folder).join() };
  },
});

async function openRunOf(
  workspace: string,
  listen: (event: RunEvent) => void = () => {},
): Promise<{ run: Run; context: StageContext; store: FsStore }> {
  const store = await FsStore.open({ workspace });
  const run = new Run({ workspace, projectFolder: workspace, config, store, environment, listen });
  // The stages of these tests use the store alone.
  const context = { config, store: run.store, emit: run.emit, signal: new AbortController().signal, runFolder: '' } as unknown as StageContext;
  return { run, context, store };
}

describe('a run', () => {
  test('leaves a manifest with its stages, their artifacts, times and memory', async () => {
    const workspace = makeWorkspace();
    const { run, context, store } = await openRunOf(workspace);
    run.begin(inputs);
    await run.stage(greet, { name: 'world' }, context);

    run.finish({ modelDigest: 'abc' });
    await store.close();

    const { manifest, state, run: id } = openRun(workspace, 'latest');
    expect(state).toBe('done');
    expect(id).toMatch(/^\d{8}T\d{6}-[0-9a-f]{6}$/);
    expect(id.slice(-6)).toBe(planDigest(config, inputs).slice(0, 6));
    expect(manifest).toMatchObject({ run: id, pipeline: 'greeting', status: 'done', config, inputs, results: { modelDigest: 'abc' }, failure: null });
    expect(manifest?.stages).toMatchObject([{ stage: 'greet', outcome: 'fresh', artifacts: [{ kind: 'word' }, { kind: 'word' }] }]);
    expect(manifest?.seconds).toBeGreaterThan(0);
    expect(manifest?.peakRssBytes).toBeGreaterThan(2 ** 20);
    expect(manifest?.environment.node).toBe(process.versions.node);
    expect(manifest?.environment.kernels).toMatchObject({ math: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  });

  test('whose work is all finished is a new run that points at the same artifacts', async () => {
    const workspace = makeWorkspace();
    const contents: string[][] = [];
    for (let round = 0; round < 2; round++) {
      const { run, context, store } = await openRunOf(workspace);
      run.begin(inputs);
      await run.stage(greet, { name: 'world' }, context);
      const { stages } = run.finish({});
      await store.close();
      contents.push(stages.flatMap(({ artifacts }) => artifacts.map(({ key, contentDigest }) => key + contentDigest)));
    }

    const [first, second] = listRuns(workspace);
    expect(second?.run).not.toBe(first?.run);
    expect(contents[1]).toEqual(contents[0]);
    expect(second?.manifest?.stages[0]?.outcome).toBe('cached');
  });

  test('keeps its events, those before its id too, in order', async () => {
    const workspace = makeWorkspace();
    const heard: RunEvent[] = [];
    const { run, context, store } = await openRunOf(workspace, (event) => heard.push(event));
    await run.stage({ ...greet, name: 'early' }, { name: 'world' }, context);
    run.begin(inputs);
    run.emit({ type: 'progress', stage: 'greet', unit: 'words', done: 1, total: 2 });
    run.emit({ type: 'warning', stage: 'greet', message: 'mind the step' });
    run.finish({});
    await store.close();

    const kept = readEventLog(join(run.folder, 'events.jsonl'));
    expect(kept.map(({ type }) => type)).toEqual([
      'run-started',
      'stage-started',
      'artifact',
      'artifact',
      'stage-finished',
      'warning',
      'run-finished',
    ]);
    expect(heard.map(({ type }) => type)).toContain('progress');
  });

  test('that fails says so in its manifest; one that fails before its inputs are known leaves nothing', async () => {
    const workspace = makeWorkspace();
    const early = await openRunOf(workspace);
    expect(early.run.abandon(new Error('a bug'))).toBeUndefined();
    const late = await openRunOf(workspace);
    late.run.begin(inputs);
    const failure = fail('data.contract', { what: 'bad', where: 'here', got: 'this', wanted: 'that' });
    const interrupted = await openRunOf(workspace);
    interrupted.run.begin(inputs);

    late.run.abandon(failure);
    interrupted.run.abandon(fail('signal.interrupt', { what: 'stopped', where: 'here', got: 'SIGINT', wanted: 'time' }));

    expect(listRuns(workspace).map(({ state }) => state)).toEqual(['failed', 'interrupted']);
    expect(openFinishedRun(workspace, late.run.id).manifest.failure).toEqual(failure.detail);
  });

  test.each([
    ['cut short', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['that is JSON and no manifest', () => '{"version":1,"stages":null}'],
    ['of a newer release', (text: string) => text.replace('"version": 1', '"version": 99')],
  ])('whose manifest is %s is named when it is asked for, and stops no other', async (_, damage) => {
    const workspace = makeWorkspace();
    const ids: string[] = [];
    for (let round = 0; round < 2; round++) {
      const { run, store } = await openRunOf(workspace);
      run.begin(inputs);
      run.finish({});
      ids.push(run.id);
      await store.close();
    }
    const [whole, damaged] = ids as [string, string];
    const file = join(workspace, 'runs', damaged, 'run.json');
    writeFileSync(file, damage(readFileSync(file, 'utf8')));

    expect(listRuns(workspace).map(({ state }) => state)).toEqual(['done', 'damaged']);
    expect(openRun(workspace, 'latest').run).toBe(whole);
    expect(() => openRun(workspace, damaged)).toThrow(file);
  });

  test('does not start a stage when it was aborted', async () => {
    const { run, context } = await openRunOf(makeWorkspace());
    const stage = run.stage(greet, { name: 'x' }, { ...context, signal: AbortSignal.abort(new Error('enough')) });
    await expect(stage).rejects.toThrow('enough');
    run.abandon(new Error());
  });

  test('that is killed is known as killed, and as running before', async () => {
    const workspace = makeWorkspace();
    const script = `
      const [workspace, base] = process.argv.slice(1);
      const { Run } = await import(base + 'runner/run/run.js');
      const { pipelineConfig } = await import(base + 'config/pipeline-config.js');
      const config = pipelineConfig.parse({ name: 'greeting', data: { partitions: 'x' } });
      const run = new Run({ workspace, projectFolder: workspace, config, store: {}, environment: {}, listen: () => {} });
      run.begin([]);
      process.stdout.write(run.id);
      setInterval(() => {}, 1000);
    `;
    const base = new URL('../../../dist/', import.meta.url).href;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, workspace, base], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [id] = (await once(child.stdout, 'data')).map(String) as [string];

    const before = openRun(workspace, id);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const after = openRun(workspace, id);

    expect([before.state, after.state]).toEqual(['running', 'killed']);
    expect(() => openFinishedRun(workspace, id)).toThrow('this run has not finished');
  });
});

describe('a plan', () => {
  const digest = (changes: object, files: readonly InputFile[] = inputs) => planDigest({ ...config, ...changes }, files);

  test('depends on settings and input bytes', () => {
    expect(digest({ split: { ...config.split, seed: 1 } })).not.toBe(digest({}));
    expect(digest({}, [])).not.toBe(digest({}));
  });

  test('does not depend on workers, memory, or where the files lie', () => {
    expect(digest({ resources: { workers: 3, memory: 1 } })).toBe(digest({}));
    expect(digest({}, [{ ...(inputs[0] as InputFile), path: '/elsewhere' }])).toBe(digest({}));
  });
});

describe('runs of a workspace', () => {
  test('are opened by id, by the start of it, or as the latest', async () => {
    const workspace = makeWorkspace();
    const ids: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { run, store } = await openRunOf(workspace);
      run.begin(inputs);
      run.finish({});
      await store.close();
      ids.push(run.id);
    }
    const [first, second] = ids as [string, string];

    expect(openRun(workspace, first).run).toBe(first);
    expect(openRun(workspace, 'latest').run).toBe(second);
    expect(openRun(workspace, second.slice(0, 15)).run).toBe(second);
    expect(() => openRun(workspace, first.slice(0, 6))).toThrow('several runs start so');
    expect(() => openRun(workspace, '20200101T000000-abcdef')).toThrow(second);
  });

  test('that are not there are a failure, in an empty workspace too', () => {
    expect(() => openRun(makeWorkspace(), 'latest')).toThrow('there is no run in this workspace yet');
    expect(readdirSync(makeWorkspace())).toEqual([]);
  });
});

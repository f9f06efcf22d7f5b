import { join } from 'node:path';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { Json } from '../../core/canonical-json.js';
import type { Digest } from '../../core/digest.js';
import type { EventListener, RunEvent } from '../../core/events.js';
import { Failure } from '../../core/failure.js';
import { writeFileAtomic } from '../../core/files/write-atomic.js';
import { type FileLock, tryLock } from '../../core/process/lock-file.js';
import type { Store } from '../../store/store.js';
import type { RunContext, Stage } from '../flow/stage.js';
import { type ArtifactUse, MANIFEST_VERSION, type Manifest, type RunStatus, type StageRecord } from '../manifest.js';
import { writeOutline } from '../run-outline.js';
import { MANIFEST_FILE, RUN_LOCK, runsFolderOf } from '../run-store.js';
import type { Environment } from './environment.js';
import { EVENT_LOG, EventLog } from './event-log.js';
import { type InputFile, planDigest } from './inputs.js';
import { MemoryWatch } from './memory.js';
import { contentDigest, RecordingStore } from './recording-store.js';
import { makeRunFolder } from './run-id.js';

/** What a run is made of beside its stages. */
export interface RunOptions {
  readonly workspace: string;
  /** Absolute path: where relative paths of the configuration start. */
  readonly projectFolder: string;
  readonly config: PipelineConfig;
  readonly store: Store;
  readonly environment: Environment;
  /** Hears every event: the terminal. */
  readonly listen: EventListener;
  readonly pipelineFile?: { readonly path: string; readonly digest: Digest } | null;
  readonly commandLine?: readonly string[];
}

/**
 * One run from its first event to its manifest.
 *
 *     const run = new Run({ workspace, projectFolder, config, store, environment, listen });
 *     const context = { …, store: run.store, emit: run.emit };
 *     const source = await run.stage(sourceStage, {}, { ...context, runFolder: '' });
 *     run.begin(await inputsOf(source, config, null, projectFolder));    // now it has an id and a folder
 *     const prepared = await run.stage(prepareStage, { source }, { ...context, runFolder: run.folder });
 *     …
 *     const manifest = run.finish('done', { splitDigest, modelDigest });
 *
 * Events before `begin` are kept and written then: a run that fails before its inputs are known leaves no folder.
 */
export class Run {
  /** Give this one to the stages: it notes which artifacts they use. */
  readonly store: Store;
  readonly #options: RunOptions;
  readonly #startedAt = new Date();
  readonly #startMs = performance.now();
  readonly #memory = new MemoryWatch();
  readonly #early: RunEvent[] = [];
  readonly #stages: StageRecord[] = [];
  #uses = new Map<string, ArtifactUse>();
  #stageName = 'setup';
  #log: EventLog | undefined;
  #lock: FileLock | undefined;
  #begun: { readonly run: string; readonly folder: string; readonly inputs: readonly InputFile[]; readonly plan: Digest } | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.store = new RecordingStore(options.store, (kind, artifact, reused) => {
      const before = this.#uses.get(artifact.key);
      if (before !== undefined) return;
      this.#uses.set(artifact.key, { kind, key: artifact.key, contentDigest: contentDigest(artifact), reused });
      this.emit({ type: 'artifact', stage: this.#stageName, kind, key: artifact.key, reused });
    });
  }

  readonly emit: EventListener = (event) => {
    if (this.#log === undefined) this.#early.push(event);
    else this.#log.write(event);
    this.#options.listen(event);
  };

  /** Absolute path of `runs/<run>`. Throws before `begin`. */
  get folder(): string {
    return this.#started().folder;
  }

  get id(): string {
    return this.#started().run;
  }

  get pipeline(): string {
    return this.#options.config.name;
  }

  get projectFolder(): string {
    return this.#options.projectFolder;
  }

  get hasBegun(): boolean {
    return this.#begun !== undefined;
  }

  /** Gives the run its id and its folder. Failures: `resources.disk-full`, `resources.read-only`. */
  begin(inputs: readonly InputFile[]): void {
    const { workspace, config } = this.#options;
    const plan = planDigest(config, inputs);
    const runs = runsFolderOf(workspace);
    const run = makeRunFolder(runs, this.#startedAt, plan);
    const folder = join(runs, run);
    this.#begun = { run, folder, inputs, plan };
    this.#lock = tryLock(join(folder, RUN_LOCK));
    this.#log = new EventLog(join(folder, EVENT_LOG), this.#startMs);
    this.emit({ type: 'run-started', run, pipeline: config.name });
    for (const event of this.#early.splice(0)) this.#log.write(event);
  }

  /** Runs a stage: told before and after, timed, its artifacts and memory noted. Stops first when the signal is aborted. */
  async stage<Input extends object, Output extends { readonly kind: string }>(
    stage: Stage<Input, Output>,
    input: Input,
    context: RunContext,
  ): Promise<Output> {
    context.signal.throwIfAborted();
    this.#stageName = stage.name;
    this.#uses = new Map();
    this.#memory.takePeakBytes();
    this.emit({ type: 'stage-started', stage: stage.name });
    const startMs = performance.now();
    const output = await stage.run(input, context);
    context.signal.throwIfAborted();
    const seconds = (performance.now() - startMs) / 1000;
    // By key: pieces that are made side by side end in no fixed order.
    const artifacts = [...this.#uses.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    this.#stages.push({ stage: stage.name, outcome: outcomeOf(artifacts), seconds, peakRssBytes: this.#memory.takePeakBytes(), artifacts });
    this.emit({ type: 'stage-finished', stage: stage.name, seconds });
    return output;
  }

  /** What the stages did so far: for the report, which is written before the manifest. */
  get stages(): readonly StageRecord[] {
    return this.#stages;
  }

  /** Seconds and peak memory so far. */
  measure(): { readonly startedAt: string; readonly seconds: number; readonly peakRssBytes: number } {
    return {
      startedAt: this.#startedAt.toISOString(),
      seconds: (performance.now() - this.#startMs) / 1000,
      peakRssBytes: this.#memory.peakBytes(),
    };
  }

  /** Ends a run that went well, whole or partial: writes `run.json` last. */
  finish(results: Readonly<Record<string, Json>>, status: 'done' | 'partial' = 'done'): Manifest {
    this.emit({ type: 'run-finished', run: this.id, seconds: this.measure().seconds });
    const manifest = this.#manifest(status, results, null);
    this.#write(manifest);
    this.#close();
    return manifest;
  }

  /**
   * Ends a run that did not: tells the failure (a bug too, without its stack) and writes what is known. A disk that takes no manifest any
   * more is not a second failure. Returns undefined for a run that had not begun.
   */
  abandon(error: unknown): Manifest | undefined {
    try {
      if (error instanceof Failure) this.emit({ type: 'failed', error: error.detail });
      if (this.#begun === undefined) return undefined;
      const manifest = this.#manifest(statusOf(error), {}, error instanceof Failure ? error.detail : null);
      this.#write(manifest);
      return manifest;
    } catch (second) {
      if (second instanceof Failure) return undefined;
      throw second;
    } finally {
      this.#close();
    }
  }

  #manifest(status: RunStatus, results: Readonly<Record<string, Json>>, failure: Manifest['failure']): Manifest {
    const { run, inputs, plan } = this.#started();
    const { config, environment, projectFolder, pipelineFile = null, commandLine = [] } = this.#options;
    return {
      version: MANIFEST_VERSION,
      run,
      pipeline: config.name,
      status,
      ...this.measure(),
      endedAt: new Date().toISOString(),
      planDigest: plan,
      config,
      pipelineFile,
      workingDirectory: projectFolder,
      commandLine,
      inputs,
      seeds: { split: config.split.seed },
      environment,
      stages: this.#stages,
      results,
      failure,
    };
  }

  #write(manifest: Manifest): void {
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    writeOutline(this.folder, manifest, Buffer.byteLength(text));
    writeFileAtomic(join(this.folder, MANIFEST_FILE), text);
  }

  #close(): void {
    this.#memory.stop();
    this.#log?.close();
    this.#lock?.release();
  }

  #started() {
    if (this.#begun === undefined) throw new Error('the run has no folder before its inputs are known');
    return this.#begun;
  }
}

function outcomeOf(artifacts: readonly ArtifactUse[]): StageRecord['outcome'] {
  const reused = artifacts.filter((artifact) => artifact.reused).length;
  if (artifacts.length === 0 || reused === 0) return 'fresh';
  return reused === artifacts.length ? 'cached' : 'partly-cached';
}

function statusOf(error: unknown): RunStatus {
  return error instanceof Failure && error.detail.code.startsWith('signal.') ? 'interrupted' : 'failed';
}

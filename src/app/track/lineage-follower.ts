import { resolve } from 'node:path';
import type { Manifest } from '../../runner/manifest.js';
import type { FinishedRun } from '../../runner/run-store.js';
import { type LineageDataset, type LineageEventType, lineageEvent } from '../../tracking/openlineage/events.js';
import { type LineageSettings, sendLineage } from '../../tracking/openlineage/sink.js';
import type { BegunRun, RunFollower, Told } from '../run/run-follower.js';
import { problemOf } from './problem.js';

const ENDS: Readonly<Record<Manifest['status'], LineageEventType>> = { done: 'COMPLETE', partial: 'COMPLETE', failed: 'FAIL', interrupted: 'ABORT' };

/** Tells of a run by OpenLineage events: when it begins, and how it ends. */
export class LineageFollower implements RunFollower {
  /** Fails as the first event did. */
  #start: Promise<void> = Promise.resolve();
  readonly #stop = new AbortController();

  constructor(
    readonly settings: LineageSettings,
    readonly patienceMs: number,
  ) {}

  begin({ run, experiment, startMs, inputs, projectFolder }: BegunRun): void {
    const event = lineageEvent('START', {
      run,
      pipeline: experiment,
      namespace: this.settings.namespace,
      time: new Date(startMs).toISOString(),
      inputs: filesOf(inputs, projectFolder),
      outputs: [],
      code: null,
      failure: null,
    });
    this.#start = sendLineage(this.settings, event, this.#stop.signal);
    // Told at the end.
    this.#start.catch(() => {});
  }

  trial(): void {}

  async end({ manifest }: FinishedRun): Promise<Told> {
    const { settings } = this;
    const told = {
      to: 'openlineage',
      address: `${settings.url.origin === 'null' ? 'file://' : settings.url.origin}${settings.url.pathname}`,
      url: null,
    };
    const timer = setTimeout(() => this.#stop.abort(new Error('too slow')), this.patienceMs);
    try {
      // In order, and the end also where the beginning was not taken.
      const started = await this.#start.then(() => null, problemOf);
      await sendLineage(settings, lineageEvent(ENDS[manifest.status], endOf(manifest, settings.namespace)), this.#stop.signal);
      return { ...told, sent: started === null, problem: started };
    } catch (error) {
      return { ...told, sent: false, problem: problemOf(error) };
    } finally {
      clearTimeout(timer);
    }
  }
}

function endOf(manifest: Manifest, namespace: string) {
  const { environment, failure, results } = manifest;
  const { git } = environment;
  return {
    run: manifest.run,
    pipeline: manifest.pipeline,
    namespace,
    time: manifest.endedAt,
    inputs: filesOf(manifest.inputs, manifest.workingDirectory),
    outputs: [made(results.bundle, results.modelDigest), made(results.split, results.splitDigest)].flat(),
    code: git?.remote == null ? null : { repository: git.remote, commit: git.commit },
    failure: failure === null ? null : `${failure.code}: ${failure.what}, ${failure.where}`,
  };
}

function filesOf(inputs: Manifest['inputs'], projectFolder: string): readonly LineageDataset[] {
  return inputs.map(({ path, digest }) => ({ namespace: 'file', name: resolve(projectFolder, path), digest }));
}

function made(path: unknown, digest: unknown): readonly LineageDataset[] {
  return typeof path === 'string' && typeof digest === 'string' ? [{ namespace: 'file', name: path, digest }] : [];
}

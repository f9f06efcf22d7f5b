import type { Trial, Trials } from '../../artifacts/trials.js';
import { type Failure, fail } from '../../core/failure.js';
import type { FinishedRun } from '../../runner/run-store.js';
import type { OpenTrackedRun, TrackedHead, Tracker } from '../../tracking/tracker.js';
import type { EndServices, RunFollower, Told } from '../run/run-follower.js';
import { problemOf } from './problem.js';
import { pushRun } from './push-run.js';
import { trackedTrial } from './tracked-trials.js';

/** How a tracker is spoken to while a run goes on. */
export interface LiveTrackingOptions {
  /** Made with the signal that ends whatever it does. */
  readonly openTracker: (signal: AbortSignal) => Tracker;
  /** How long the end of the run may wait for what is not sent yet. */
  readonly patienceMs: number;
  /** What the search chooses by. */
  readonly metric: Trials['metric'];
  /** Ends the run. */
  readonly signal: AbortSignal;
}

/** Requests of trials under way at once. */
const LANES = 4;

/**
 * Sends a run to a tracker beside the work: trials as they end, the rest when the run has its manifest. After the first failure nothing
 * more is tried until then. What is not sent by the end of the patience is for `runs push`.
 */
export class LiveTracking implements RunFollower {
  readonly #options: LiveTrackingOptions;
  readonly #end = new AbortController();
  readonly #signal: AbortSignal;
  readonly #tracker: Tracker;
  readonly #waiting: Trial[] = [];
  #opening: Promise<OpenTrackedRun | undefined> = Promise.resolve(undefined);
  #startMs = 0;
  #lanes: Promise<void>[] = [];
  #idleLanes = 0;
  #failed = false;
  #told = new Set<number>();

  constructor(options: LiveTrackingOptions) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#end.signal]);
    this.#tracker = options.openTracker(this.#signal);
  }

  begin(head: TrackedHead): void {
    this.#startMs = head.startMs;
    this.#opening = this.#tracker.open(head).catch(() => {
      this.#failed = true;
      return undefined;
    });
  }

  trial(trial: Trial): void {
    if (this.#failed || this.#told.has(trial.trial)) return;
    this.#told.add(trial.trial);
    this.#waiting.push(trial);
    if (this.#lanes.length - this.#idleLanes < LANES) this.#lanes.push(this.#sendWaiting());
  }

  async #sendWaiting(): Promise<void> {
    try {
      const open = await this.#opening;
      for (let trial = this.#waiting.shift(); trial !== undefined && open !== undefined && !this.#failed; trial = this.#waiting.shift())
        await open.sendTrial(trackedTrial(trial, this.#options.metric, this.#startMs));
    } catch {
      // What is wrong is told at the end, where all of it is tried once more.
      this.#failed = true;
    } finally {
      this.#idleLanes++;
    }
  }

  async end(run: FinishedRun, services: EndServices): Promise<Told> {
    const { patienceMs } = this.#options;
    const timer = setTimeout(() => this.#end.abort(tooSlow(this.#tracker.address, patienceMs)), patienceMs);
    const told = { to: 'mlflow', address: this.#tracker.address };
    try {
      await Promise.all(this.#lanes);
      const { url, leftOut } = await pushRun(run, this.#tracker, { ...services, signal: this.#signal }, await this.#opening);
      return { ...told, sent: leftOut.length === 0, problem: leftOut.length === 0 ? null : leftOut.join('; '), url };
    } catch (error) {
      // Whatever it is: the run is done.
      return { ...told, sent: false, problem: `${problemOf(error)}; millrace runs push ${run.run} sends it later`, url: null };
    } finally {
      clearTimeout(timer);
      this.#end.abort(tooSlow(this.#tracker.address, patienceMs));
    }
  }
}

function tooSlow(address: string, patienceMs: number): Failure {
  return fail('tracking.unreachable', {
    what: 'the tracking server is too slow',
    where: address,
    got: `not done ${patienceMs / 1000} s after the end of the run`,
    wanted: 'all sent by then, or a longer MILLRACE_TRACKING_PATIENCE',
  });
}

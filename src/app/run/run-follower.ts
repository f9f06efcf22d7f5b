import type { Trial } from '../../artifacts/trials.js';
import type { TableFiles } from '../../engine/table-files.js';
import type { Registry } from '../../registry/registry.js';
import type { FinishedRun } from '../../runner/run-store.js';
import type { TrackedHead } from '../../tracking/tracker.js';

/** What became of telling somebody of a run. */
export interface Told {
  readonly to: string;
  /** Where it went, without credentials. */
  readonly address: string;
  readonly sent: boolean;
  /** What was not sent, and why; null when all was. */
  readonly problem: string | null;
  /** The run over there, where it has an address of its own. */
  readonly url: string | null;
}

/** The same, and how long the end of the run waited for it. */
export interface TimedTold extends Told {
  readonly seconds: number;
}

/** What the store of runs is read with. */
export interface EndServices {
  readonly tables: TableFiles;
  readonly registry: Registry;
}

/** A run that has its id, and what it reads. */
export interface BegunRun extends TrackedHead {
  readonly inputs: FinishedRun['manifest']['inputs'];
  /** Absolute path: relative paths of inputs start here. */
  readonly projectFolder: string;
}

/** Somebody outside who hears of a run, beside the work: none of these calls fails, and none but the last is waited for. */
export interface RunFollower {
  /** The run has its id. */
  begin(run: BegunRun): void;
  /** A trial is done; of one that was told before, this is what counts. */
  trial(trial: Trial): void;
  /** The run has its manifest. */
  end(run: FinishedRun, services: EndServices): Promise<Told>;
}

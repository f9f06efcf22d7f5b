/** One value of a metric. The same value of the same step at the same time is one point, however often it is sent. */
export interface TrackedMetric {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
}

/** What is recorded of a run or of one of its trials. */
export interface TrackedFacts {
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: readonly TrackedMetric[];
}

/** What is known of a run when it begins. */
export interface TrackedHead {
  /** Our id of the run: a tracker holds one run of this id. */
  readonly run: string;
  /** What runs of the same kind are kept under. */
  readonly experiment: string;
  readonly startMs: number;
}

/** One grid point, as a run below the run. */
export interface TrackedTrial extends TrackedFacts {
  readonly trial: number;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Files that a run read. */
export interface TrackedDataset {
  readonly name: string;
  /** What they were read for, such as `training`. */
  readonly context: string;
  /** SHA-256 in hex. */
  readonly digest: string;
  readonly uri: string;
  readonly profile: Readonly<Record<string, string | number>>;
}

/** A file of a run, and where it is to lie: a path with `/`, of letters, digits, `.`, `_` and `-`. */
export interface TrackedFile {
  readonly path: string;
  /** The file, or its text. */
  readonly content: { readonly file: string } | { readonly text: string };
}

/** The model of a run as the registry knows it. */
export interface TrackedModel {
  readonly name: string;
  readonly version: number;
  readonly modelDigest: string;
  /** Folder below the files of the run. */
  readonly folder: string;
}

/** A run that has ended. */
export interface TrackedRun extends TrackedHead, TrackedFacts {
  readonly status: 'done' | 'failed' | 'interrupted';
  readonly endMs: number;
  readonly trials: readonly TrackedTrial[];
  readonly datasets: readonly TrackedDataset[];
  readonly files: readonly TrackedFile[];
  readonly model: TrackedModel | null;
}

/** Where a run lies at the tracker. */
export interface SentRun {
  readonly id: string;
  readonly url: string;
  /** What the tracker has no place for, in a sentence each; empty when all was sent. */
  readonly leftOut: readonly string[];
}

/** A run that the tracker holds. Every call may be repeated: nothing is recorded twice. */
export interface OpenTrackedRun {
  /** Sends a trial that is done, unless the tracker has it. */
  sendTrial(trial: TrackedTrial): Promise<void>;
  /** Sends all that the tracker does not have yet, reads back what it has stored, and marks the run as ended. */
  finish(run: TrackedRun): Promise<SentRun>;
}

/** A run that is fetched to be made again. */
export interface FetchedRun {
  readonly run: string;
  /** Folder that holds the files of the run as they were sent. */
  readonly folder: string;
}

/**
 * A server that runs are recorded at, beside the workspace. Failures: `tracking.unreachable` where it does not answer,
 * `tracking.refused` where it does not take what it is sent.
 */
export interface Tracker {
  /** Without user name and password. */
  readonly address: string;
  /** Finds the run, or makes it. */
  open(head: TrackedHead): Promise<OpenTrackedRun>;
  /** Lets the aliases of a model point where ours do, as far as the tracker has those versions; gives the aliases that moved. */
  mirrorAliases(name: string, aliases: Readonly<Record<string, number>>): Promise<readonly string[]>;
  /** Puts the files of a run, by the tracker's id or by ours, into a folder. Fails with `usage.missing-run`. */
  fetch(run: string, folder: string): Promise<FetchedRun>;
}

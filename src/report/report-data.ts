import type { Calibration, Comparison, Evaluation, LearningCurve, Repeats } from '../artifacts/evaluation.js';
import type { Fit } from '../artifacts/fit.js';
import type { Prepared } from '../artifacts/prepared.js';
import type { SourcePartition } from '../artifacts/source.js';
import type { Split } from '../artifacts/split.js';
import type { Trials } from '../artifacts/trials.js';
import type { Json } from '../core/canonical-json.js';
import type { CodingFacts } from './coding-text.js';
import type { Drift } from './newest-rows.js';
import type { PastRun } from './run-history.js';
import type { ShownSuite } from './suite-figures.js';

/** A code of the run: its title in the codebook, and its rows in each role, in the order of `ROLES`. */
export interface ReportCode {
  readonly code: string;
  readonly title: string | null;
  /** The codes above it in the codebook, from the top down; absent without levels, and in runs of earlier releases. */
  readonly above?: readonly string[];
  readonly roleCounts: readonly number[];
}

/** What a stage took, and how much of its work was found finished. */
export interface StageTime {
  readonly stage: string;
  readonly seconds: number;
  readonly outcome: 'fresh' | 'cached' | 'partly-cached';
}

/** Everything that the page shows, as plain JSON: no typed arrays, no files to open. */
export interface ReportData {
  readonly run: {
    readonly id: string;
    readonly pipeline: string;
    /** ISO 8601, UTC. */
    readonly startedAt: string;
    readonly seconds: number;
    /** Peak resident memory of the process tree; null when it was not measured. */
    readonly peakRssMb: number | null;
    /** The pipeline file as given on the command line; null when it is not known. */
    readonly pipelineFile: string | null;
  };
  readonly partitions: readonly Pick<SourcePartition, 'path' | 'digest' | 'byteCount' | 'rowCount'>[];
  readonly codebookDigest: string | null;
  readonly prepared: Pick<Prepared, 'rowCount' | 'includedCount' | 'groupCount' | 'textCount' | 'repeatedRowCount' | 'quarantine'>;
  readonly codes: readonly ReportCode[];
  /** Codes above those, in bytewise order; absent without levels, and in runs of earlier releases. */
  readonly parents?: readonly Pick<ReportCode, 'code' | 'title'>[];
  readonly split: Omit<Split, 'kind' | 'role' | 'file'>;
  readonly features: {
    readonly variant: string;
    readonly featureCount: number;
    readonly keyCount: number;
    readonly distinctCount: number;
    readonly collisionCount: number;
    readonly entryCount: number;
  };
  readonly trials: Omit<Trials, 'kind'>;
  readonly fit: Omit<Fit, 'kind' | 'model'> & { readonly codeCount: number };
  readonly calibration: Omit<Calibration, 'kind'>;
  readonly evaluation: Omit<Evaluation, 'kind'>;
  /** Absent or null unless `evaluate.repeats` asked for it. */
  readonly repeats?: Repeats | null;
  /** Absent or null unless `evaluate.learningCurve` asked for it. */
  readonly curve?: LearningCurve | null;
  /** Absent or null unless `evaluate.suites` asked for them. */
  readonly suites?: readonly ShownSuite[] | null;
  readonly comparison: Omit<Comparison, 'kind'>;
  /** Null when nothing was registered. */
  readonly registration: {
    readonly name: string;
    readonly version: number;
    readonly champion: boolean;
    /** The version that is champion after the run; null without one. */
    readonly championVersion?: number | null;
  } | null;
  readonly model: { readonly modelDigest: string; readonly byteCount: number };
  /** What it takes to code texts with the model on this machine; null where it was not measured, absent from runs of earlier releases. */
  readonly coding?: CodingFacts | null;
  /** Earlier runs of the pipeline, the oldest first, as they stood when this one ended; absent from runs of earlier releases. */
  readonly history?: readonly PastRun[];
  /** How the newest rows differ from the earlier ones; null where nothing tells which are new. */
  readonly drift?: Drift | null;
  readonly stages: readonly StageTime[];
  readonly warnings: readonly string[];
  /** Name and value, in the order to be shown: versions, platform, commit, lockfile, kernels. */
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** The pipeline's configuration with its defaults. */
  readonly config: Json;
}

import type { z } from 'zod';
import type { Json } from '../core/canonical-json.js';
import type { ScoreAnswers } from '../ml/answers.js';
import type { FitOutcome, FitRequest } from '../ml/fit.js';
import type { PassNews } from '../ml/fit-record.js';
import type { LabelledRows, SharedRows } from '../ml/labelled-rows.js';
import type { SoftmaxTrainer } from '../ml/solvers/softmax-trainer.js';
import type { KindSettings, SettingsRules } from './kind-settings.js';
import type { FittedModel, ModelFormat } from './model-format.js';
import type { FitSizes, KindSize, SizeLimits } from './size.js';

/** Handed in, not imported: workers load every kind, and zod would cost each of them 12 MB. */
export type Zod = typeof z;

/**
 * A kind of model: everything that knows it stands behind this interface, in a folder of its own, and one line of `all.ts` makes
 * it known. Stages, bundle, forecast and report ask; none of them knows how a kind comes to its scores.
 */
export interface ModelKind<Settings extends KindSettings = KindSettings, Model extends FittedModel = FittedModel, Written = Model> {
  /** In `search.estimator`, and in `model.json` of a bundle. */
  readonly name: string;
  /** What its models do, after `which`: for the page of keys. */
  readonly summary: string;
  /** Whether the matrix decides its models. One that reads codes alone is fitted for the first feature variant only. */
  readonly readsFeatures: boolean;
  /** Whether fits of these settings ask for `FitRequest.ancestors`. Left out: none does. */
  readsCodebook?(settings: Settings): boolean;
  readonly settings: SettingsRules<Settings>;
  readonly format: ModelFormat<Model, Written>;
  /** What of its code decides its models: digests of kernels, a version. Part of the fingerprint of every fit. */
  fingerprint(): { readonly [name: string]: Json };
  /** What its fits take; `settings` are all that the search tries, at least one. */
  size(settings: readonly Settings[], sizes: FitSizes, limits: SizeLimits): KindSize;
  /**
   * Fits all requests; `onDone` gets each outcome as it is there. A bit of one never depends on the workers or the other requests. Its code
   * is imported here, by the first call: who opens a bundle loads every kind, and fits none.
   */
  fit(requests: readonly FitRequest<Settings>[], services: FitServices<Written>): Promise<void>;
  /** Whether fits of these settings heed `FitRequest.asked`. Left out: none does. */
  answers?(settings: Settings): boolean;
  /** What its fits and `scoreRows` run on workers, by name: files with one default export each. */
  readonly tasks?: Readonly<Record<string, () => Promise<{ readonly default: (input: never, tools: WorkerTools) => unknown }>>>;
  /** Scores many rows with all workers, where that is faster than row by row on each. To the bit what its scorer says. */
  scoreRows?(model: Model, rows: SharedRows, answers: ScoreAnswers, workers: Workers): Promise<void>;
}

/** What a fit may use. */
export interface FitServices<Written = unknown> {
  readonly workers: Workers;
  /** Rows of which some may be on disk, to be read here, in turn. */
  readonly openRows: WorkerTools['openRows'];
  /** Shared memory that all fits at work may take together. */
  readonly kernelBytes: number;
  /** Fits multinomial logistic regressions elsewhere; absent: nobody does. */
  readonly softmax?: SoftmaxTrainer | undefined;
  readonly signal: AbortSignal;
  /** Of the fits of the call that are held, as many as come to be wanted at once; all others are released as they end. Absent: all. */
  readonly heldCount?: number | undefined;
  readonly onPass: (request: number, record: PassNews) => void;
  /**
   * Called as each fit ends, in no fixed order; what it returns is awaited. The model is null unless it was wanted, and valid until
   * then; the scores of the validation rows, null without such rows, are given away.
   */
  readonly onDone: (request: number, outcome: FitOutcome, model: Written | null, scores: ScoreAnswers | null) => Promise<void>;
}

/** The worker pool as a kind sees it: its own tasks by name. */
export interface Workers {
  readonly workerCount: number;
  /** What the kind keeps from call to call under a name, such as memory: made at the first one. It goes with the pool. */
  keep<Kept>(name: string, make: () => Kept): Kept;
  /** The same pool as another kind sees it. */
  of(kind: string): Workers;
  /** Runs a task on `inputs.length` workers at the same moment; see `TaskEngine.gang`. */
  gang<Output>(task: string, inputs: readonly unknown[], onFailure: () => void, signal?: AbortSignal): Promise<readonly Output[]>;
  /** Applies a task to each input; outputs in input order. */
  map<Output>(task: string, inputs: Iterable<unknown>, signal?: AbortSignal): Promise<readonly Output[]>;
}

/** What a task of a kind is given beside its input. */
export interface WorkerTools {
  openRows(rows: SharedRows): LabelledRows;
}

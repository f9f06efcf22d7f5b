import type { NumberType } from '../core/number-type.js';
import { createAnswers, type ScoreAnswers } from './answers.js';
import type { SummaryMetrics } from './code-counts.js';
import type { Certificate, FitStatus, PassRecord } from './fit-record.js';
import type { SharedRows } from './labelled-rows.js';

/**
 * One model to be fitted: the same from the search down to the members of a team. Plain data over shared memory but for its
 * tokens, which stay on the main thread; on a worker the rows are open (`Rows` = `LabelledRows`).
 */
export interface FitRequest<Settings, Rows = SharedRows> {
  readonly settings: Settings;
  readonly featureCount: number;
  /** Codes that the rows have, in bytewise order; labels are indexes into them. */
  readonly codes: readonly string[];
  /** What is above each code in the codebook, topmost first; given where the kind asks for it. */
  readonly ancestors?: readonly (readonly string[])[];
  readonly rows: Rows;
  /**
   * Rows that choose the pass; null fits for exactly the passes of the settings. `classCount` counts codes that only they have,
   * whose labels lie behind those of `codes`. Of so many best codes a row the scores at the best pass are wanted.
   */
  readonly validation: { readonly rows: Rows; readonly classCount: number; readonly topCount: number } | null;
  readonly metric: keyof SummaryMetrics;
  /** Whether a bound on the distance from the optimum is wanted. A kind may give one unasked, where its fit needs it, or have none. */
  readonly certify: boolean;
  /** Whether the model is wanted: a trial is judged by its validation rows alone. */
  readonly keep: boolean;
  /**
   * Rows that the finished model, its numbers in f32, is to answer for where it was fitted, whether it is kept or not. Labels are class
   * indexes or −1. Only for fits that say so: see `ModelKind.answers`.
   */
  readonly asked?: { readonly rows: Rows; readonly answers: ScoreAnswers } | undefined;
  /**
   * Type that the numbers of a model are stored in, f32 unless said. The fit itself never rounds them: it may leave a model that is to be
   * small in another shape.
   */
  readonly numberType?: NumberType | undefined;
  /** What stands for this fit in a later call, if it may be wanted with more passes. */
  readonly holdAs?: FitToken | undefined;
  /** The fit of an earlier call with the same rows and settings but fewer passes, which a kind need not make again. Changes no bit. */
  readonly goOnFrom?: FitToken | undefined;
}

/** Room for the scores of the validation rows of a request, with their log-sums at temperature 1; null without such rows. */
export function validationScores({ validation, codes }: FitRequest<unknown, Pick<SharedRows, 'row'>>): ScoreAnswers | null {
  return validation && createAnswers(validation.rows.row.length, Math.min(validation.topCount, codes.length), [1]);
}

/** Stands for a fit that a kind may have kept. */
export class FitToken {
  #isReleased = false;

  get isReleased(): boolean {
    return this.#isReleased;
  }

  /** Says that no call will go on from it, so that what was kept may make room for another fit. */
  release(): void {
    this.#isReleased = true;
  }
}

/** What came of a fit, beside its model: plain JSON, kept as it is with a trial and with the final fit. */
export interface FitOutcome<Status = FitStatus> {
  readonly status: Status;
  readonly certificate: Certificate;
  readonly passes: readonly PassRecord[];
  /** The pass that validation liked best, or the last. */
  readonly bestPass: number;
  /** Metrics of the validation rows at the best pass; null without such rows. */
  readonly validation: SummaryMetrics | null;
  /** What the features that matter most share in all that features do, by the measure of the kind, largest first; absent where a kind has none. */
  readonly featureImportance?: readonly { readonly feature: number; readonly share: number }[];
  /** Without those of the fit that it went on from, and of the certificate where that is made once the fit has ended. */
  readonly seconds: number;
  readonly allocatedBytes: number;
}

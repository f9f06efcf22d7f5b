import type { SuiteConfig } from '../config/pipeline-config.js';
import type { SuiteFigures } from '../evaluation/evaluate.js';

/** A suite of a run: which rows it has, and what the model was found to be on them. */
export interface SuiteResult {
  readonly suite: string;
  readonly kind: SuiteConfig['kind'];
  readonly rowCount: number;
  readonly groupCount: number;
  /** Rows of its files that trained the model, and are therefore left out; 0 for a selection of test rows. */
  readonly trainedRowCount: number;
  /** Null without rows. */
  readonly figures: SuiteFigures | null;
}

/** A suite that the gate requires, beside the champion. `difference` is candidate minus champion. */
export interface SuiteCheck {
  readonly suite: string;
  readonly decision: 'promote' | 'refuse' | 'cannot-tell';
  readonly reason: string;
  readonly margin: number;
  /** Rows that neither model was made with, and their groups. */
  readonly sharedRowCount: number;
  readonly groupCount: number;
  readonly candidate: number | null;
  readonly championValue: number | null;
  readonly difference: number | null;
  readonly lowerBound: number | null;
  /** The least margin that a model as good as the champion keeps to with a chance of 80 % on as many rows; null where it cannot be told. */
  readonly detectableMargin: number | null;
}

import type { RowWords } from '../../evaluation/consistency/vocabulary-tally.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';
import { predictorOf } from './open-predictor.js';

/** A model, in shared memory, and the rows whose words it may know. */
export interface FindWordsInput {
  readonly parts: PredictorParts;
  readonly rows: readonly PredictRow[];
}

/** The words of each row, in their order; null for a row that has nothing to code. */
export type FindWordsOutput = readonly (RowWords | null)[];

/** Tells which words of some rows a model does not know. */
export default function findWords({ parts, rows }: FindWordsInput): FindWordsOutput {
  return predictorOf(parts).findWords(rows);
}

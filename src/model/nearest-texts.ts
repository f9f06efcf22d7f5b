import type { Scorer } from '../estimators/model-format.js';
import { type RowIds, rowIdOf } from './bundle/row-ids-file.js';
import type { FeatureRow, Featurizer } from './vectors/featurizer.js';

/** A text of training that an answer rests on. */
export interface NearestText {
  /** Ids of its rows, in training order; null where the bundle does not hold them: `privacy.examples: false`, or an older one. */
  readonly ids: readonly string[] | null;
  /** Cosine of the n-grams of both texts: 1 for the same ones. */
  readonly similarity: number;
  /** The codes that its rows have, with their weight. */
  readonly codes: readonly { readonly code: string; readonly weight: number }[];
}

/** The texts that the answer for a row rests on, nearest first; undefined from a kind of model that does not keep them. */
export function nearestTexts(row: FeatureRow, featurizer: Featurizer, scorer: Scorer, rowIds: RowIds | null): readonly NearestText[] | undefined {
  const { ids, values } = featurizer.vector(row);
  return scorer.nearest?.(ids, values).map(({ rows, similarity, codes }) => ({
    ids: rows === null || rowIds === null ? null : rows.map((place) => rowIdOf(rowIds, place)),
    similarity,
    codes: codes.map(({ code, weight }) => ({ code: scorer.codes[code] as string, weight })),
  }));
}

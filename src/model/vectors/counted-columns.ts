import type { FeatureSpec } from '../../artifacts/features.js';
import type { NgramSettings } from '../../text/ngram-counter.js';
import { binName } from './bin-edges.js';
import type { FeatureRow } from './featurizer.js';
import { ngramSettings } from './ngram-settings.js';

/** What is counted in a row to code: a numeric covariate counts as a category, the name of its bin. */
export function countedColumns(spec: FeatureSpec): NgramSettings {
  return { ...ngramSettings(spec), categoricalColumns: [...spec.categoricalColumns, ...spec.numericColumns.map(({ column }) => column)] };
}

/** The values of these columns in a row. A number without end is a missing one, as it is in training. */
export function countedValues(spec: FeatureSpec, row: FeatureRow): readonly (string | null)[] {
  if (spec.numericColumns.length === 0) return row.categorical;
  const isMissing = (value: number | null): boolean => spec.categoryForm === 'canonical' && !Number.isFinite(value);
  const binOf = (value: number | null, edges: readonly number[]): string | null => (isMissing(value) ? null : binName(value, edges));
  return [...row.categorical, ...spec.numericColumns.map(({ edges }, c) => binOf(row.numeric[c] ?? null, edges))];
}

import type { FeatureSpec } from '../artifacts/features.js';
import type { FeatureRow } from './vectors/featurizer.js';

/** What `code` makes of rows, in their order, though it is given each row only once: rows of the same cells get the same answer. */
export function codeDistinct<T>(rows: readonly FeatureRow[], spec: FeatureSpec, code: (rows: readonly FeatureRow[]) => T[]): T[] {
  // Numbers are seldom the same in two rows, and their cells have no form that is both short and exact.
  if (rows.length < 2 || spec.numericColumns.length > 0) return code(rows);
  const hasTextAlone = spec.textColumns.length === 1 && spec.categoricalColumns.length === 0;
  const placeOf = new Map<string, number>();
  const distinct: FeatureRow[] = [];
  const places = rows.map((row) => {
    const key = hasTextAlone ? (row.texts[0] as string) : JSON.stringify([row.texts, row.categorical]);
    const known = placeOf.get(key);
    if (known !== undefined) return known;
    placeOf.set(key, distinct.length);
    return distinct.push(row) - 1;
  });
  const coded = code(distinct);
  return distinct.length === rows.length ? coded : places.map((place) => coded[place] as T);
}

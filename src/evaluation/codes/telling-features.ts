import { type LabelledRows, shardOf } from '../../ml/labelled-rows.js';

/** A feature that speaks for a code. */
export interface TellingFeature {
  readonly feature: number;
  /** What it adds to the code's score in a row of the code, on the mean over these rows: weight · mean value, 0 in rows without it. */
  readonly contribution: number;
  /** Share of these rows that have it. */
  readonly share: number;
}

/** Of each code. */
const SHOWN = 5;

/**
 * The features that add most to the score of a code in rows of it: weight · (Σ value / rows of the code), the five largest above 0, ties
 * in order of feature. By code; empty where there is no row. `weight` is 0 for what shall not be shown. Cost: entries of the rows.
 */
export function tellingFeatures(
  rows: LabelledRows,
  weight: (feature: number, code: number) => number,
  { featureCount, codeCount }: { readonly featureCount: number; readonly codeCount: number },
): readonly (readonly TellingFeature[])[] {
  const placesOf = Array.from({ length: codeCount }, (): number[] => []);
  rows.label.forEach((code, place) => {
    placesOf[code]?.push(place);
  });
  const sums = { value: new Float64Array(featureCount), count: new Uint32Array(featureCount) };
  return placesOf.map((places, code) => {
    const met = addRows(sums, rows, places);
    const found: TellingFeature[] = [];
    for (const feature of met) {
      const contribution = weight(feature, code) * (sums.value[feature]! / places.length);
      if (contribution > 0) keepLargest(found, { feature, contribution, share: sums.count[feature]! / places.length });
      sums.value[feature] = 0;
      sums.count[feature] = 0;
    }
    return found;
  });
}

/** By feature: the sum of its values, and the rows that have it. */
interface FeatureSums {
  readonly value: Float64Array;
  readonly count: Uint32Array;
}

/** Adds rows in their order; gives the features that they have. */
function addRows({ value, count }: FeatureSums, { shards, firstRow, row }: LabelledRows, places: readonly number[]): readonly number[] {
  const met: number[] = [];
  for (const place of places) {
    const shard = shardOf(firstRow, row[place]!);
    const { offsets, ids, values } = shards[shard]!;
    const local = row[place]! - firstRow[shard]!;
    for (let e = offsets[local]!; e < offsets[local + 1]!; e++) {
      if (count[ids[e]!]!++ === 0) met.push(ids[e]!);
      value[ids[e]!]! += values[e]!;
    }
  }
  return met;
}

/** Puts a feature in its place among those found so far, of which the largest stay. */
function keepLargest(found: TellingFeature[], own: TellingFeature): void {
  let at = found.length;
  while (at > 0 && isBefore(own, found[at - 1]!)) at--;
  if (at === SHOWN) return;
  found.splice(at, 0, own);
  if (found.length > SHOWN) found.pop();
}

function isBefore(a: TellingFeature, b: TellingFeature): boolean {
  return a.contribution > b.contribution || (a.contribution === b.contribution && a.feature < b.feature);
}

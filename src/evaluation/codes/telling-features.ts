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
  codeCount: number,
): readonly (readonly TellingFeature[])[] {
  const placesOf = Array.from({ length: codeCount }, (): number[] => []);
  rows.label.forEach((code, place) => {
    placesOf[code]?.push(place);
  });
  return placesOf.map((places, code) => {
    const sums = sumFeatures(rows, places);
    const found = Array.from(sums, ([feature, { value, count }]) => ({
      feature,
      contribution: weight(feature, code) * (value / places.length),
      share: count / places.length,
    }));
    return found
      .filter(({ contribution }) => contribution > 0)
      .sort((a, b) => b.contribution - a.contribution || a.feature - b.feature)
      .slice(0, SHOWN);
  });
}

interface FeatureSum {
  value: number;
  count: number;
}

function sumFeatures({ shards, firstRow, row }: LabelledRows, places: readonly number[]): Map<number, FeatureSum> {
  const sums = new Map<number, FeatureSum>();
  for (const place of places) {
    const shard = shardOf(firstRow, row[place]!);
    const { offsets, ids, values } = shards[shard]!;
    const local = row[place]! - firstRow[shard]!;
    for (let e = offsets[local]!; e < offsets[local + 1]!; e++) {
      const sum = sums.get(ids[e]!) ?? { value: 0, count: 0 };
      sum.value += values[e]!;
      sum.count++;
      sums.set(ids[e]!, sum);
    }
  }
  return sums;
}

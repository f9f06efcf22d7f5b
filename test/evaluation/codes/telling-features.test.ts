import { expect, test } from 'vitest';
import { tellingFeatures } from '../../../src/evaluation/codes/telling-features.js';

/** Two shards: rows 0 and 1, row 2. */
const rows = {
  shards: [
    { offsets: Uint32Array.of(0, 2, 4), ids: Uint32Array.of(0, 1, 0, 2), values: Float32Array.of(0.5, 1, 0.25, 2) },
    { offsets: Uint32Array.of(0, 1), ids: Uint32Array.of(1), values: Float32Array.of(4) },
  ],
  firstRow: [0, 2, 3],
  row: Uint32Array.of(0, 1, 2),
  label: Int32Array.of(0, 0, 1),
  weight: Float32Array.of(1, 1, 1),
};

/** Of feature 0, 1 and 2, for code 0, 1 and 2. */
const WEIGHTS = [
  [4, 0, 0],
  [2, -3, 0],
  [0.5, 0, 9],
];

test('features are ranked by weight times mean value over the rows of a code', () => {
  const found = tellingFeatures(rows, (feature, code) => WEIGHTS[feature]![code]!, { featureCount: 3, codeCount: 3 });
  expect(found[0]).toEqual([
    { feature: 0, contribution: 4 * 0.375, share: 1 },
    { feature: 1, contribution: 2 * 0.5, share: 0.5 },
    { feature: 2, contribution: 0.5 * 1, share: 0.5 },
  ]);
});

test('what speaks against a code, and a code without rows, have none', () => {
  expect(tellingFeatures(rows, (feature, code) => WEIGHTS[feature]![code]!, { featureCount: 3, codeCount: 3 }).slice(1)).toEqual([[], []]);
});

test('no more than five are told, ties in order of feature', () => {
  const one = { ...rows, shards: [{ offsets: Uint32Array.of(0, 7), ids: Uint32Array.of(0, 1, 2, 3, 4, 5, 6), values: new Float32Array(7).fill(1) }] };
  const found = tellingFeatures({ ...one, firstRow: [0, 1], row: Uint32Array.of(0), label: Int32Array.of(0) }, () => 1, {
    featureCount: 7,
    codeCount: 1,
  });
  expect(found[0]!.map(({ feature }) => feature)).toEqual([0, 1, 2, 3, 4]);
});

test('the largest are found in whatever order they come', () => {
  const ids = Uint32Array.of(5, 0, 6, 3, 1, 4, 2);
  const one = { ...rows, shards: [{ offsets: Uint32Array.of(0, 7), ids, values: new Float32Array(7).fill(1) }], firstRow: [0, 1] };
  const byFeature = [3, 9, 1, 9, 0, 4, 7];
  const found = tellingFeatures({ ...one, row: Uint32Array.of(0), label: Int32Array.of(0) }, (feature) => byFeature[feature]!, {
    featureCount: 7,
    codeCount: 1,
  });
  expect(found[0]!.map(({ feature }) => feature)).toEqual([1, 3, 6, 5, 0]);
});

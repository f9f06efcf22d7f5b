import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { randomForest } from '../../../src/estimators/all.js';
import { drawBag } from '../../../src/estimators/random-forest/bag.js';
import growTree from '../../../src/estimators/random-forest/grow-tree.js';
import { meanImportance } from '../../../src/estimators/random-forest/importance.js';
import { RANDOM_FOREST } from '../../../src/estimators/random-forest/settings.js';
import { readTreeRows } from '../../../src/estimators/random-forest/tree-rows.js';
import { openRows } from '../../../src/tasks/rows/stored-rows.js';
import { type PlainRows, problemOf } from '../../ml/linear-problem.js';
import { fitInline } from '../inline-services.js';

const FEATURES = 30;

/** Rows with feature 3 are of code 0; of the others those with feature 5 are of code 1, the rest of code 2. The other features say nothing. */
function plantedRows(count: number): PlainRows {
  const rng = Rng.fromSeed(9);
  const rows = Array.from({ length: count }, () => Array.from({ length: FEATURES }, (_, feature) => feature).filter(() => rng.nextFloat() < 0.4));
  const offsets = [0];
  for (const row of rows) offsets.push(offsets.at(-1)! + row.length);
  const label = rows.map((row) => (row.includes(3) ? 0 : row.includes(5) ? 1 : 2));
  return { featureCount: FEATURES, classCount: 3, offsets, ids: rows.flat(), values: rows.flat().map(() => 1), label };
}

const PLANTED = plantedRows(500);
const { rows } = problemOf(PLANTED);

/** Weighted Gini impurity of all rows of a bag, times their weight. */
function impurityOf(times: Uint8Array): number {
  const totals = [0, 0, 0];
  times.forEach((count, row) => {
    totals[PLANTED.label[row]!]! += count;
  });
  const total = totals.reduce((sum, own) => sum + own, 0);
  return total - totals.reduce((sum, own) => sum + own * own, 0) / total;
}

describe('the importance of features', () => {
  it('adds up over a tree of pure leaves to the impurity of its rows', () => {
    const settings = { tried: 200, leafRows: 1, seed: 4 };
    const { importance } = growTree({ rows: readTreeRows(rows, openRows), featureCount: FEATURES, codeCount: 3, settings, tree: 0 }, { openRows });
    const times = drawBag(500, Rng.fromSeed(4).fork('tree 0').fork('bag'));
    expect(importance.decreases.reduce((sum, own) => sum + own, 0)).toBeCloseTo(impurityOf(times), 6);
    expect([...importance.features]).toEqual([...importance.features].sort((a, b) => a - b));
  });

  it('is that of the features that were planted, and of all of them 1', async () => {
    const settings = { estimator: RANDOM_FOREST, classWeight: 'none', trees: 20, tried: 12, leafRows: 1, seed: 3 } as const;
    const request = { settings, featureCount: FEATURES, codes: ['a', 'b', 'c'], rows, validation: null };
    const told = (await fitInline(randomForest, request)).outcome.featureImportance ?? [];
    expect(told.slice(0, 2).map(({ feature }) => feature)).toEqual([3, 5]);
    expect(told[0]!.share + told[1]!.share).toBeGreaterThan(0.8);
    const all = told.reduce((sum, { share }) => sum + share, 0);
    expect(all).toBeGreaterThan(0.9);
    expect(all).toBeLessThanOrEqual(1 + 1e-9);
  });

  it('is the mean over trees that split, each counting alike, ties by number', () => {
    const trees = [
      { features: Uint32Array.of(1, 4), decreases: Float64Array.of(3, 1) },
      { features: Uint32Array.of(2, 4), decreases: Float64Array.of(30, 10) },
      { features: new Uint32Array(0), decreases: new Float64Array(0) },
    ];
    expect(meanImportance(trees, 6)).toEqual([
      { feature: 1, share: 0.375 },
      { feature: 2, share: 0.375 },
      { feature: 4, share: 0.25 },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { randomForest } from '../../../src/estimators/all.js';
import { drawBag, isInBag, packBag } from '../../../src/estimators/random-forest/bag.js';
import { Candidates } from '../../../src/estimators/random-forest/candidates.js';
import type { ForestModel } from '../../../src/estimators/random-forest/forest-model.js';
import growTree from '../../../src/estimators/random-forest/grow-tree.js';
import { NodeRows } from '../../../src/estimators/random-forest/node-rows.js';
import { RANDOM_FOREST } from '../../../src/estimators/random-forest/settings.js';
import { forestBytes } from '../../../src/estimators/random-forest/size.js';
import { LEAF } from '../../../src/estimators/random-forest/tree.js';
import { readTreeRows } from '../../../src/estimators/random-forest/tree-rows.js';
import { openRows } from '../../../src/tasks/rows/stored-rows.js';
import { codesOf, drawRows, drawWeights, problemOf } from '../../ml/linear-problem.js';
import { fitInline } from '../inline-services.js';

const PROBLEM = problemOf(drawRows(400, 60, 6, 11), drawWeights(400, 12));
const FRESH = problemOf(drawRows(400, 60, 6, 13)).rows;
const ROWS = readTreeRows(PROBLEM.rows, openRows);
const SIZES = { featureCount: 60, codeCount: 6 };

function fitted(trees: number, leafRows = 1) {
  const settings = { estimator: RANDOM_FOREST, classWeight: 'none', trees, tried: 12, leafRows, seed: 3 } as const;
  const validation = { rows: FRESH, classCount: 6, topCount: 1 };
  return fitInline(randomForest, { settings, featureCount: 60, codes: codesOf(PROBLEM), rows: PROBLEM.rows, validation });
}

/** Weighted Gini impurity of both sides of a split, by its definition. */
function impurityOf(order: Uint32Array, weight: Float64Array, feature: number): number {
  let impurity = 0;
  for (const side of [true, false]) {
    const totals = new Map<number, number>();
    let total = 0;
    for (const row of order) {
      if (ROWS.ids.subarray(ROWS.offsets[row], ROWS.offsets[row + 1]).includes(feature) !== side) continue;
      const code = ROWS.label[row] as number;
      totals.set(code, (totals.get(code) ?? 0) + (weight[row] as number));
      total += weight[row] as number;
    }
    if (total > 0) impurity += total * (1 - [...totals.values()].reduce((sum, own) => sum + (own / total) ** 2, 0));
  }
  return impurity;
}

describe('a tree', () => {
  const grown = growTree({ rows: ROWS, ...SIZES, settings: { tried: 12, leafRows: 1, seed: 3 }, tree: 0 }, { openRows });
  const { feature, leafOffsets, leafShare } = grown.tree;

  it('splits by the n-gram that leaves least impurity among all there are', () => {
    const weight = Float64Array.from(ROWS.weight);
    const nodes = new NodeRows(ROWS, weight, 6);
    nodes.totalUp(0, nodes.order.length);
    // So many draws that none of the 60 is missed.
    const best = new Candidates(nodes, 2000, 60).findBest(0, nodes.order.length, 1, Rng.fromSeed(1));
    const impurities = Array.from({ length: 60 }, (_, own) => impurityOf(nodes.order, weight, own));
    expect(best?.feature).toBe(impurities.indexOf(Math.min(...impurities)));
  });

  it('leaves the rows of a node side by side, those without the n-gram first', () => {
    const nodes = new NodeRows(ROWS, Float64Array.from(ROWS.weight), 6);
    const middle = nodes.split(0, nodes.order.length, 7);
    const has = (row: number) => ROWS.ids.subarray(ROWS.offsets[row], ROWS.offsets[row + 1]).includes(7);
    expect([...nodes.order.subarray(0, middle)].some(has)).toBe(false);
    expect([...nodes.order.subarray(middle)].every(has)).toBe(true);
    expect([...nodes.order].sort((a, b) => a - b)).toEqual([...ROWS.label.keys()].filter((row) => (ROWS.weight[row] as number) > 0));
  });

  it('has one leaf more than splits, each with shares that add up to 1', () => {
    const leaves = feature.filter((own) => own === LEAF).length;
    expect([leaves, leafOffsets.length - 1]).toEqual([feature.length - leaves + 1, leaves]);
    for (let leaf = 0; leaf < leaves; leaf++) {
      const shares = leafShare.subarray(leafOffsets[leaf], leafOffsets[leaf + 1]);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    }
  });

  it('is grown of nearly two thirds of the rows, which it knows again', () => {
    const share = ROWS.label.filter((_, row) => isInBag(grown.bag, row)).length / ROWS.label.length;
    expect(Math.abs(share - (1 - Math.exp(-1)))).toBeLessThan(0.08);
    const times = drawBag(1000, Rng.fromSeed(5));
    expect(times.reduce((sum, count) => sum + count, 0)).toBe(1000);
    const bits = packBag(times);
    times.forEach((count, row) => {
      expect(isInBag(bits, row)).toBe(count > 0);
    });
  });
});

describe('a forest', () => {
  it('tells from rows out of the bag how well it codes new ones', async () => {
    const { outcome } = await fitted(60);
    const told = outcome.passes[0]?.training?.accuracy ?? Number.NaN;
    expect(Math.abs(told - (outcome.validation?.accuracy ?? 0))).toBeLessThan(0.08);
    expect(outcome.status).toBe('grown');
  });

  it('codes new rows better than one tree does', async () => {
    const [one, many] = [await fitted(1), await fitted(60)];
    expect(many.outcome.validation?.accuracy).toBeGreaterThan((one.outcome.validation?.accuracy ?? 1) + 0.02);
  });

  it('keeps the trees that it has when more are asked for', async () => {
    const [few, more] = [(await fitted(2)).model as ForestModel, (await fitted(3)).model as ForestModel];
    expect(more.feature.subarray(0, few.feature.length)).toEqual(few.feature);
    expect([...more.roots.subarray(0, 3)]).toEqual([...few.roots]);
  });

  it('takes no more memory than was stated beforehand, and less with larger leaves', async () => {
    for (const leafRows of [1, 5]) {
      const { feature, child, leafOffsets, leafCode, leafShare } = (await fitted(20, leafRows)).model as ForestModel;
      const bytes = [feature, child, leafOffsets, leafCode, leafShare].reduce((sum, { byteLength }) => sum + byteLength, 0);
      const stated = forestBytes({ trees: 20, leafRows, tried: 12 }, { ...SIZES, trainCount: 400, entryCount: 4000 }, 1).model;
      expect(bytes / stated).toBeLessThan(leafRows === 1 ? 1.02 : 2);
    }
  });
});

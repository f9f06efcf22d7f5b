import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { centroidsOf } from '../../../src/estimators/label-tree/centroids.js';
import type { CodeGroup } from '../../../src/estimators/label-tree/code-tree.js';
import groupByClusters from '../../../src/estimators/label-tree/group-by-clusters.js';
import { CodeHalver } from '../../../src/estimators/label-tree/halve-codes.js';
import { openRows } from '../../../src/tasks/rows/stored-rows.js';
import { type PlainRows, problemOf } from '../../ml/linear-problem.js';

const CODES = 24;
const FEATURES = 2 + CODES;

/** Codes 0 … 23, each with a feature of its own; even ones share feature 0, odd ones feature 1, which weigh more. */
function plantedRows(): PlainRows {
  const label = Array.from({ length: 3 * CODES }, (_, row) => row % CODES);
  const ids = label.flatMap((code) => [code % 2, 2 + code]);
  const values = label.flatMap(() => [2, 1]);
  return { featureCount: FEATURES, classCount: CODES, offsets: Array.from({ length: label.length + 1 }, (_, row) => 2 * row), ids, values, label };
}

const { rows } = problemOf(plantedRows());
const CENTROIDS = centroidsOf(rows, CODES, FEATURES);

function codesBelow(group: number | CodeGroup): number[] {
  return typeof group === 'number' ? [group] : group.flatMap(codesBelow);
}

function grouped(branching: number, leafCodes: number, seed = 1): CodeGroup {
  return groupByClusters({ settings: { branching, leafCodes, seed }, rows, codeCount: CODES, featureCount: FEATURES }, { openRows });
}

describe('centroids', () => {
  it('are the direction of the rows of each code', () => {
    for (let code = 0; code < CODES; code++) {
      const [from, to] = [CENTROIDS.offsets[code]!, CENTROIDS.offsets[code + 1]!];
      expect([...CENTROIDS.ids.subarray(from, to)]).toEqual([code % 2, 2 + code]);
      expect(CENTROIDS.values[from]).toBeCloseTo(2 / Math.sqrt(5), 6);
      expect(CENTROIDS.values[from + 1]).toBeCloseTo(1 / Math.sqrt(5), 6);
    }
  });
});

describe('clusters of codes', () => {
  it('are halves that differ by one code at most', () => {
    const halver = new CodeHalver(CENTROIDS, FEATURES);
    for (const count of [2, 3, 7, CODES]) {
      const codes = Array.from({ length: count }, (_, code) => code);
      const [one, other] = halver.halve(codes, Rng.fromSeed(count));
      expect([one.length, other.length]).toEqual([Math.ceil(count / 2), Math.floor(count / 2)]);
      expect([...one, ...other].sort((a, b) => a - b)).toEqual(codes);
    }
  });

  it('find two groups that were planted, wherever they start in both of them', () => {
    const right = Array.from({ length: 20 }, (_, seed) =>
      grouped(2, 12, seed).every((group) => new Set(codesBelow(group).map((code) => code % 2)).size === 1),
    );
    // Two codes drawn by chance are of different groups in 12 of 23 cases; of 2.7 million halves one is right.
    expect(right.filter(Boolean).length).toBeGreaterThanOrEqual(6);
  });

  it('hold every code once, none more than is wanted', () => {
    for (const [branching, leafCodes] of [
      [2, 2],
      [4, 5],
      [16, 100],
    ] as const) {
      const root = grouped(branching, leafCodes);
      expect(codesBelow(root).sort((a, b) => a - b)).toEqual(Array.from({ length: CODES }, (_, code) => code));
      const check = (group: CodeGroup): void => {
        const inner = group.filter((member) => typeof member !== 'number');
        expect(group.length).toBeLessThanOrEqual(inner.length > 0 ? branching : leafCodes);
        inner.forEach(check);
      };
      check(root);
    }
  });

  it('are the same for one seed, and others for another', () => {
    expect(grouped(2, 2, 5)).toEqual(grouped(2, 2, 5));
    expect(grouped(2, 2, 5)).not.toEqual(grouped(2, 2, 6));
  });

  it('do with codes whose rows have no feature', () => {
    const empty = problemOf({ featureCount: 3, classCount: 4, offsets: [0, 0, 0, 0, 0], ids: [], values: [], label: [0, 1, 2, 3] }).rows;
    const group = groupByClusters({ settings: { branching: 2, leafCodes: 2, seed: 1 }, rows: empty, codeCount: 4, featureCount: 3 }, { openRows });
    expect(group).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });
});

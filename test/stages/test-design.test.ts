import { expect, it } from 'vitest';
import type { Prepared } from '../../src/artifacts/prepared.js';
import { NO_ROLE, TEST, TRAIN } from '../../src/artifacts/split.js';
import { pickRows } from '../../src/evaluation/rows-to-judge.js';
import { testDesign } from '../../src/stages/evaluate/test-design.js';

/** Groups by row, their roles, and the code of each row: a has four groups, b two and c one; the last row takes no part. */
const GROUP = [0, 1, 2, 3, 4, 4, 4, 5, 6, 7];
const ROLE = [TRAIN, TRAIN, TRAIN, TEST, TEST, TEST, TEST, TRAIN, TRAIN, NO_ROLE];
const CODE = [0, 0, 0, 0, 1, 1, 0, 1, 2, 2];

const prepared = {
  rowCount: 10,
  codes: ['a', 'b', 'c'],
  code: Int32Array.from(CODE),
  group: Uint32Array.from(GROUP),
  groupCount: 8,
  evaluationWeight: null,
} as unknown as Prepared;
const split = { role: Uint8Array.from(ROLE) };
const chosen = pickRows(prepared, Uint32Array.of(3, 4, 5, 6), { codes: prepared.codes });

it('test rows weigh the groups of their group’s code in the data by those that are judged', () => {
  const design = testDesign(chosen, prepared, split, { stratify: true, test: null });
  // Row 6 has the code a in a group that counts for b.
  expect(design).toMatchObject({ kind: 'weighted', weight: Float64Array.of(4, 2, 2, 2) });
  expect(design).toMatchObject({ unspokenShare: 1 / 7 });
});

it('nothing is claimed of the latest rows, or of rows that were not drawn by code', () => {
  const latest = { column: 'time', from: '2026-01-01' };
  expect(testDesign(chosen, prepared, split, { stratify: true, test: latest })).toMatchObject({ kind: 'none' });
  expect(testDesign(chosen, prepared, split, { stratify: false, test: null })).toMatchObject({ kind: 'none' });
});

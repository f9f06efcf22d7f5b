import { expect, test } from 'vitest';
import { pickRows, rowsToJudge } from '../../src/evaluation/rows-to-judge.js';

/** Five rows of the codes a, b, c; the model gives c and a. */
const prepared = {
  rowCount: 5,
  codes: ['a', 'b', 'c'],
  code: Int32Array.of(0, 1, 2, 2, 0),
  group: Uint32Array.of(9, 8, 7, 7, 9),
  evaluationWeight: Float32Array.of(1, 2, 0, 4, 5),
};
const split = { role: Uint8Array.of(3, 3, 3, 0, 3) };
const model = { codes: ['c', 'a'] };

test('rows of the role are judged in row order, but for those of weight 0', () => {
  expect(rowsToJudge(prepared, split, 3, model)).toEqual({
    rows: Uint32Array.of(0, 1, 4),
    label: Int32Array.of(0, 1, 0),
    modelLabel: Int32Array.of(1, -1, 1),
    group: Uint32Array.of(9, 8, 9),
    weight: Float32Array.of(1, 2, 5),
  });
});

test('without weights every row of the role is judged', () => {
  const { rows, weight } = rowsToJudge({ ...prepared, evaluationWeight: null }, split, 3, model);
  expect([...rows]).toEqual([0, 1, 2, 4]);
  expect(weight).toBeNull();
});

test('given rows are taken as they are given', () => {
  const { rows, label, modelLabel, weight } = pickRows(prepared, Uint32Array.of(3, 2), model);
  expect([[...rows], [...label], [...modelLabel], [...(weight ?? [])]]).toEqual([
    [3, 2],
    [2, 2],
    [0, 0],
    [4, 0],
  ]);
});

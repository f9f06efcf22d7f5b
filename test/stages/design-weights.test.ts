import { expect, it } from 'vitest';
import type { Prepared } from '../../src/artifacts/prepared.js';
import { designWeights } from '../../src/stages/compare/design-weights.js';

it('rows weigh the groups of their code in the data by those among the rows', () => {
  // Code a: three groups, one of two rows; code b: two groups; code c: one group, and a row that takes no part.
  const prepared = {
    rowCount: 8,
    groupCount: 7,
    codes: ['a', 'b', 'c'],
    code: Int32Array.of(0, 0, 0, 0, 1, 1, 2, -1),
    group: Uint32Array.of(0, 0, 1, 2, 3, 4, 5, 6),
    included: Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 0),
    evaluationWeight: Float32Array.of(1, 1, 1, 1, 2, 1, 1, 1),
  } as unknown as Prepared;
  const { weight, unspokenShare } = designWeights(prepared, Uint32Array.of(0, 1, 4));
  expect([...weight]).toEqual([3, 3, 4]);
  expect(unspokenShare).toBeCloseTo(1 / 6, 12);
});

import { expect, test } from 'vitest';
import { NO_ROLE, TEST, TRAIN, VALIDATION } from '../../src/artifacts/split.js';
import { countCodes } from '../../src/report/assemble-report.js';

const prepared = { codes: ['a', 'b', 'c'], code: Int32Array.of(0, 0, 1, 1, 0, -1), rowCount: 6 };
const split = { role: Uint8Array.of(TRAIN, TRAIN, TEST, VALIDATION, NO_ROLE, NO_ROLE) };

test('rows are counted by code and role, and those that take no part are not', () => {
  expect(countCodes(prepared, split, null)).toEqual([
    { code: 'a', title: null, roleCounts: [2, 0, 0, 0] },
    { code: 'b', title: null, roleCounts: [0, 1, 0, 1] },
    { code: 'c', title: null, roleCounts: [0, 0, 0, 0] },
  ]);
});

test('titles come from the codebook, wherever the code stands in it', () => {
  const codebook = { codes: ['b', 'top'], titles: ['Bread', 'Everything'], parents: ['top', null] };
  expect(countCodes(prepared, split, codebook).map(({ title }) => title)).toEqual([null, 'Bread', null]);
});

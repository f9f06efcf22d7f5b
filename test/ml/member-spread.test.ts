import { expect, test } from 'vitest';
import { memberSpread } from '../../src/ml/member-spread.js';

test('the spread of an average is the sample standard deviation of its members', () => {
  // Mean 0.5, squares 0.01 + 0 + 0.01 over n − 1 = 2.
  expect(memberSpread({ members: [0.4, 0.5, 0.6] })).toBeCloseTo(0.1, 15);
  expect(memberSpread({ members: [0.25, 0.75] })).toBe(Math.sqrt(0.125));
  expect(memberSpread({ members: [0.5, 0.5] })).toBe(0);
});

test('the members of a mixture are held against their own kind: what ranks differ by is no training variance', () => {
  // Bounded rank 0.2 ± 0.1, full 0.8 ± 0.2: squares 0.02 + 0.08 over 1 + 1.
  expect(memberSpread({ members: [0.1, 0.3, 0.6, 1], fullShare: 0.25 })).toBeCloseTo(Math.sqrt(0.05), 15);
  expect(memberSpread({ members: [0.1, 0.1, 0.9, 0.9], fullShare: 0 })).toBe(0);
});

test('one fit, or one of each kind, tells nothing of a spread', () => {
  expect(memberSpread({})).toBeNull();
  expect(memberSpread({ members: [0.4] })).toBeNull();
  expect(memberSpread({ members: [0.4, 0.8], fullShare: 0.5 })).toBeNull();
});

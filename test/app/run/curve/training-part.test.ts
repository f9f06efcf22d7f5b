import { expect, test } from 'vitest';
import { orderGroups } from '../../../../src/app/run/curve/group-order.js';
import { trainingPart } from '../../../../src/app/run/curve/training-part.js';
import { NO_ROLE, type Split, TEST, TRAIN, VALIDATION } from '../../../../src/artifacts/split.js';
import { Rng } from '../../../../src/core/rng.js';

const ROLES = [TRAIN, VALIDATION];

/** Two rows a group; 60 groups of the first code, 7 of the second, 1 of the third, each third group of the first two not in train. */
function sample() {
  const codes = ['a', 'b', 'c'];
  const codeOf = Array.from({ length: 68 }, (_, group) => (group < 60 ? 0 : group < 67 ? 1 : 2));
  const group = Uint32Array.from({ length: 136 }, (_, row) => row >> 1);
  const code = Int32Array.from(group, (index) => codeOf[index]!);
  const role = Uint8Array.from(group, (index) => (index % 3 !== 1 || index === 67 ? TRAIN : index % 2 === 0 ? VALIDATION : TEST));
  const rng = Rng.fromSeed(5);
  const ranks = Float64Array.from({ length: 68 }, () => rng.nextFloat());
  const split = { role, splitDigest: 'whole' } as unknown as Split;
  const prepared = { codes, code, group, groupCount: 68 };
  return { prepared, split, order: orderGroups(prepared, split, ROLES, ranks) };
}

function keptGroups(share: number): number[] {
  const { prepared, split, order } = sample();
  const { role } = trainingPart(prepared, split, ROLES, order, share);
  return [...new Set(prepared.group)].filter((group) => ROLES.includes(role[2 * group]!));
}

test('smaller parts lie in larger ones, and the share of 1 is the whole', () => {
  const { prepared, split, order } = sample();
  const shares = [0.01, 0.1, 0.25, 0.3, 0.5, 0.77, 0.99];
  const parts = shares.map(keptGroups);
  for (const [i, part] of parts.slice(1).entries()) expect(part).toEqual(expect.arrayContaining(parts[i]!));
  expect(trainingPart(prepared, split, ROLES, order, 1).role).toEqual(split.role);
});

test('each code has its share of groups, and one at least', () => {
  const { order } = sample();
  const sizes = (share: number) => order.map((groups) => groups.filter((group) => keptGroups(share).includes(group)).length);
  expect(order.map(({ length }) => length)).toEqual([50, 6, 1]);
  expect(sizes(0.5)).toEqual([25, 3, 1]);
  expect(sizes(0.1)).toEqual([5, 1, 1]);
  expect(sizes(0.001)).toEqual([1, 1, 1]);
});

test('the roles keep their proportion within a code', () => {
  const { prepared, split, order } = sample();
  const { role } = trainingPart(prepared, split, ROLES, order, 0.5);
  const count = (roles: Uint8Array, wanted: number) => roles.subarray(0, 120).filter((each) => each === wanted).length;
  expect([TRAIN, VALIDATION].map((each) => count(split.role, each))).toEqual([80, 20]);
  expect([TRAIN, VALIDATION].map((each) => count(role, each))).toEqual([40, 10]);
});

test('whole groups are left out of the training roles, rows of other roles stay, and the digest is another', () => {
  const { prepared, split, order } = sample();
  const { role, splitDigest } = trainingPart(prepared, split, ROLES, order, 0.4);
  for (let row = 0; row < role.length; row += 2) expect(role[row]).toBe(role[row + 1]);
  role.forEach((each, row) => {
    if (each !== NO_ROLE) expect(each).toBe(split.role[row]);
    if (split.role[row] === TEST) expect(each).toBe(TEST);
  });
  expect(splitDigest).not.toBe(split.splitDigest);
  expect(splitDigest).not.toBe(trainingPart(prepared, split, ROLES, order, 0.5).splitDigest);
});

test('a group with several codes stands with that of most of its training rows, of equally many the first', () => {
  const rows = { codes: ['a', 'b', 'c'], code: Int32Array.of(2, 1, 1, 2, 0, 2, 0), group: Uint32Array.of(0, 0, 0, 1, 1, 2, 2), groupCount: 3 };
  const role = Uint8Array.of(TRAIN, TRAIN, TRAIN, TRAIN, TRAIN, TRAIN, TEST);
  expect(orderGroups(rows, { role }, [TRAIN], Float64Array.of(3, 2, 1))).toEqual([[1], [0], [2]]);
});

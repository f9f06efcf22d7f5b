import { expect, test } from 'vitest';
import { GroupTally } from '../../../src/evaluation/consistency/group-tally.js';
import { groupKey } from '../../../src/text/group-key.js';

test('squares are those of the sums of groups around their mean', () => {
  const tally = new GroupTally();
  for (const [value, text] of [
    [0.5, 'rye'],
    [0.5, 'Rye'],
    [0.25, 'milk'],
    [0, 'wine'],
  ] as const)
    tally.add(value, groupKey([text]));
  expect(tally.squares(0)).toBeCloseTo(1 ** 2 + 0.25 ** 2, 12);
  expect(tally.squares(0.3)).toBeCloseTo((1 - 0.6) ** 2 + (0.25 - 0.3) ** 2 + 0.3 ** 2, 12);
});

test('where there are too many groups, some stand for all', () => {
  const [all, some] = [new GroupTally(), new GroupTally(500)];
  for (let row = 0; row < 6000; row++) for (const tally of [all, some]) tally.add((row % 7) / 7, groupKey([`text ${row % 4000}`]));
  // About 250 to 500 of 4,000 groups are left.
  expect(Math.abs(some.squares(0) / all.squares(0) - 1)).toBeLessThan(0.15);
  expect(some.squares(0)).not.toBe(all.squares(0));
});

import { describe, expect, it } from 'vitest';
import { AnswerTally, type Move } from '../../../src/evaluation/consistency/answer-tally.js';
import { codeShifts } from '../../../src/evaluation/consistency/code-shift.js';

/** Every way to exchange the answers of groups, one by one: the chance of a shift at least as large. */
function enumeratedChance(moves: readonly Move[], rowCount: number): number {
  const groups = moves.flatMap(({ from, to, rowCount: rows, groupCount }) => Array.from({ length: groupCount }, () => ({ from, to, rows })));
  const shiftOf = (flips: number): number => {
    const gained = new Map<string, number>();
    groups.forEach(({ from, to, rows }, g) => {
      const sign = (flips >> g) & 1 ? -1 : 1;
      gained.set(from, (gained.get(from) ?? 0) - sign * rows);
      gained.set(to, (gained.get(to) ?? 0) + sign * rows);
    });
    return [...gained.values()].reduce((sum, rows) => sum + Math.abs(rows), 0) / (2 * rowCount);
  };
  let count = 0;
  for (let flips = 0; flips < 2 ** groups.length; flips++) if (shiftOf(flips) >= shiftOf(0) - 1e-12) count++;
  return count / 2 ** groups.length;
}

const move = (from: string, to: string, groupCount: number, rowCount = 1): Move => ({ from, to, rowCount, groupCount });

const TREE = { codes: ['a', 'a1', 'a2', 'b', 'b1'], parents: [null, 'a', 'a', null, 'b'] };

describe('the shift of the distribution of codes', () => {
  it('is the share of rows that would have to get another code', () => {
    // 9 of 100 rows leave a1, 2 come back, 3 rows of one group leave it too: 10 net.
    const [only] = codeShifts([move('a1', 'a2', 9), move('a2', 'a1', 2), move('a1', 'b1', 1, 3)], 100, null);
    expect(only?.shift).toBeCloseTo(0.1, 12);
  });

  it.each([
    [[move('a1', 'a2', 9), move('a2', 'a1', 3)]],
    [[move('a1', 'b1', 4), move('b1', 'a2', 5), move('a2', 'a1', 2), move('a1', 'a2', 3)]],
    [[move('a1', 'b1', 2, 5), move('a1', 'a2', 8), move('b1', 'a1', 3, 2)]],
  ])('has the chance that counting every exchange gives, %#', (moves) => {
    const [only] = codeShifts(moves, 200, null);
    // Of 999 draws: four standard errors.
    const exact = enumeratedChance(moves, 200);
    expect(Math.abs((only?.pValue ?? 2) - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 999) + 1e-3);
  });

  it('counts a group once, however many rows it has', () => {
    const alarm = (moves: readonly Move[]) => codeShifts(moves, 1000, null)[0]?.isAlarm;
    expect(alarm([move('a1', 'a2', 1, 30)])).toBe(false);
    expect(alarm([move('a1', 'a2', 30)])).toBe(true);
  });

  it('is told by level: what stays below a parent is no shift there', () => {
    const shifts = codeShifts([move('a1', 'a2', 20)], 100, TREE);
    expect(shifts.map(({ level, shift, isAlarm }) => ({ level, shift, isAlarm }))).toEqual([
      { level: 1, shift: 0, isAlarm: false },
      { level: 2, shift: 0.2, isAlarm: true },
    ]);
  });

  it('ends at the codes that are given, however deep the codebook goes', () => {
    expect(codeShifts([move('a', 'b', 20)], 100, TREE)).toMatchObject([{ level: 1, shift: 0.2, isAlarm: true }]);
  });

  it('raises an alarm above the noise floor and only there', () => {
    for (let net = 0; net <= 20; net++) {
      for (const { shift, floor, isAlarm } of codeShifts([move('a1', 'b1', 20 + net), move('b1', 'a1', 20)], 500, TREE))
        expect(isAlarm).toBe(shift > floor);
    }
  });

  it('is the same whatever the order of the rows', () => {
    const moves = [move('a1', 'b1', 4), move('b1', 'a2', 5, 2), move('a2', 'a1', 2), move('a1', 'b1', 3, 7)];
    expect(codeShifts([...moves].reverse(), 200, TREE)).toEqual(codeShifts(moves, 200, TREE));
  });

  it('is none where no row moved, and where there is no row', () => {
    expect(codeShifts([], 10, null)).toEqual([{ level: 1, shift: 0, floor: 0, pValue: 1, isAlarm: false }]);
    expect(codeShifts([], 0, null)[0]?.isAlarm).toBe(false);
  });
});

describe('the answers of two models', () => {
  const row = (group: string, first: string | null, second: string | null) => ({
    id: group,
    text: `text of ${group}`,
    group,
    first: { code: first, score: null },
    second: { code: second, score: null },
  });

  it('are added up by code, and rows that moved by group', () => {
    const tally = new AnswerTally();
    for (const each of [row('', 'a', 'a'), row('x', 'a', 'b'), row('x', 'a', 'b'), row('y', 'a', 'b'), row('z', null, 'a')]) tally.add(each);
    expect([tally.rowCount, tally.agreedCount]).toEqual([5, 1]);
    expect(Object.fromEntries(tally.byCode)).toEqual({ a: [4, 2], b: [0, 3], '': [1, 0] });
    expect(tally.moves()).toEqual([move('a', 'b', 1, 2), move('a', 'b', 1, 1), move('', 'a', 1)]);
    expect(tally.examplesOf('a', 'b').map(({ text }) => text)).toEqual(['text of x', 'text of y']);
  });
});

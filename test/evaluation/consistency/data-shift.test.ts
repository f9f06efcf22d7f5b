import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { type DatedRows, dataShift } from '../../../src/evaluation/consistency/data-shift.js';

const CODES = ['a1', 'a2', 'b1'];
const TREE = { codes: ['a', 'b', 'a1', 'a2', 'b1'], parents: [null, null, 'a', 'a', 'b'] };

/** Rows from the earliest on, of which so many are the newest; every row is a group unless told. */
function dated(code: readonly number[], newestCount: number, group: readonly number[] = code.map((_, row) => row)): DatedRows {
  const groupCount = Math.max(...group) + 1;
  return { code: Int32Array.from(code), group: Uint32Array.from(group), groupCount, isNewest: (row) => row >= code.length - newestCount };
}

/** Every choice of as many of the rows: the share that is at least as far from the rest as the newest are. */
function enumeratedChance(code: readonly number[], newestCount: number): number {
  const shiftOf = (isNewest: (row: number) => boolean): number =>
    [0, 1, 2].reduce((sum, each) => {
      const share = (side: boolean) =>
        code.filter((own, row) => own === each && isNewest(row) === side).length / (side ? newestCount : code.length - newestCount);
      return sum + Math.abs(share(true) - share(false)) / 2;
    }, 0);
  const observed = shiftOf((row) => row >= code.length - newestCount);
  let [all, far] = [0, 0];
  for (let chosen = 0; chosen < 2 ** code.length; chosen++) {
    if ([...chosen.toString(2)].filter((bit) => bit === '1').length !== newestCount) continue;
    all++;
    if (shiftOf((row) => ((chosen >> row) & 1) === 1) >= observed - 1e-12) far++;
  }
  return far / all;
}

describe('the shift of codes from the earlier rows to the newest', () => {
  it('is half the sum of the differences of shares, by level', () => {
    // Of 8 earlier rows 4, 2 and 2; of 4 newest 1, 3 and 0: ½ (¼ + ½ + ¼), and above them ½ (¼ + ¼).
    const found = dataShift(dated([0, 0, 0, 0, 1, 1, 2, 2, 0, 1, 1, 1], 4), CODES, TREE)!;
    expect(found.shifts.map(({ level, shift }) => [level, shift])).toEqual([
      [1, 0.25],
      [2, 0.5],
    ]);
    expect(found.codes).toEqual([
      { code: 'a2', earlier: 2, newest: 3 },
      { code: 'a1', earlier: 4, newest: 1 },
      { code: 'b1', earlier: 2, newest: 0 },
    ]);
  });

  it.each([[[0, 0, 0, 0, 1, 1, 2, 2, 0, 1, 1, 1]], [[0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2]], [[0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]]])(
    'has the chance that counting every choice of newest rows gives, %#',
    (code) => {
      const exact = enumeratedChance(code, 4);
      const [only] = dataShift(dated(code, 4), CODES, null)!.shifts;
      // Of 199 draws: four standard errors.
      expect(Math.abs(only!.pValue - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 199) + 0.006);
    },
  );

  it('raises at most 16 alarms in 200 where rows are drawn alike, and finds 12 % of rows moved', () => {
    const rng = Rng.fromSeed(5);
    const draw = (moved: number): DatedRows => {
      const code = Array.from({ length: 2000 }, (_, row) => {
        const own = Math.min(rng.nextBelow(40), rng.nextBelow(40));
        return row >= 1500 && rng.nextFloat() < moved ? 39 : own;
      });
      return dated(code, 500);
    };
    const codes = Array.from({ length: 40 }, (_, i) => `c${i}`);
    const alarms = (moved: number, times: number) =>
      Array.from({ length: times }, () => dataShift(draw(moved), codes, null)?.shifts[0]?.isAlarm).filter((isAlarm) => isAlarm).length;
    expect(alarms(0, 200)).toBeLessThanOrEqual(16);
    expect(alarms(0.12, 40)).toBeGreaterThanOrEqual(38);
  });

  it('takes rows of one group as one draw: groups of many rows raise no alarm of their own', () => {
    const rng = Rng.fromSeed(6);
    const alarms = { byGroup: 0, byRow: 0 };
    for (let time = 0; time < 100; time++) {
      const group = Array.from({ length: 120 }, (_, each) => Array.from({ length: 1 + rng.nextBelow(20) }, () => each)).flat();
      const ofGroup = Array.from({ length: 120 }, () => rng.nextBelow(3));
      const isNew = Array.from({ length: 120 }, (_, each) => each >= 90);
      const code = Int32Array.from(group, (each) => ofGroup[each]!);
      const rows = { code, isNewest: (row: number) => isNew[group[row]!]! };
      const alarmOf = (of: readonly number[], groupCount: number) =>
        dataShift({ ...rows, group: Uint32Array.from(of), groupCount }, CODES, null)!.shifts[0]!.isAlarm;
      if (alarmOf(group, 120)) alarms.byGroup++;
      if (alarmOf([...group.keys()], group.length)) alarms.byRow++;
    }
    expect(alarms.byGroup).toBeLessThanOrEqual(10);
    expect(alarms.byRow).toBeGreaterThan(40);
  });

  it('leaves out rows that take no part, and is not told where one side is empty', () => {
    expect(dataShift(dated([0, 1, -1, 0, 1, -1], 3), CODES, null)).toMatchObject({ earlierCount: 2, newestCount: 2, shifts: [{ shift: 0 }] });
    expect(dataShift(dated([0, 1, 2], 0), CODES, null)).toBeNull();
    expect(dataShift(dated([0, 1, 2], 3), CODES, null)).toBeNull();
    expect(dataShift(dated([0, 0, 0], 1, [0, 0, 0]), CODES, null)).toBeNull();
  });

  it('is the same twice', () => {
    const rows = dated([0, 0, 1, 2, 2, 1, 0, 2], 3);
    expect(dataShift(rows, CODES, TREE)).toEqual(dataShift(rows, CODES, TREE));
  });
});

import { describe, expect, it } from 'vitest';
import type { OutOfFoldRow } from '../../../src/evaluation/labels/out-of-fold-row.js';
import { shrunkMeans } from '../../../src/evaluation/labels/shrunk-means.js';
import { findSuspects } from '../../../src/evaluation/labels/suspects.js';

const PARENTS = new Map([
  ['a1', 'a'],
  ['a2', 'a'],
  ['a', null],
  ['b1', 'b'],
  ['b', null],
]);

let nextGroup = 0;
const row = (code: string, given: string, score: number, ownScore: number): OutOfFoldRow => {
  const group = nextGroup++;
  return { id: `r${group}`, code, group, given, score, ownScore, weight: 1 };
};

/** So many rows of a code that are coded right, with scores around 0.8. */
const right = (code: string, count: number): OutOfFoldRow[] =>
  Array.from({ length: count }, (_, i) => row(code, code, 0.7 + (i % 3) / 10, 0.7 + (i % 3) / 10));

describe('suspects', () => {
  const rows = [...right('a1', 60), ...right('a2', 60), ...right('b1', 60)];

  it('are rows of which a fit is as sure of another code as where it is right, the most first', () => {
    const [sure, surer, unsure, believed] = [
      row('a1', 'a2', 0.85, 0.02),
      row('a1', 'b1', 0.9, 0.001),
      row('a1', 'a2', 0.5, 0.1),
      row('a1', 'a2', 0.85, 0.79),
    ];
    const { suspects } = findSuspects([...rows, sure, surer, unsure, believed], PARENTS);
    expect(suspects.map(({ id }) => id)).toEqual([surer.id, sure.id]);
    expect(suspects.every(({ evidence }) => evidence > 0)).toBe(true);
  });

  it('are none where all rows were coded right', () => {
    expect(findSuspects(rows, PARENTS)).toEqual({ suspects: [], rowCount: 180, leftOutCount: 0 });
  });

  it('leave out codes without a second group: nobody could know them without it', () => {
    const lonely = [row('a9', 'a1', 0.95, 0), { ...row('a8', 'a1', 0.95, 0), group: 999_999 }, { ...row('a8', 'a1', 0.95, 0), group: 999_999 }];
    expect(findSuspects([...rows, ...lonely], PARENTS)).toMatchObject({ suspects: [], rowCount: 180, leftOutCount: 3 });
  });

  it('name few rows of rare codes, however sure a fit is that they are something else', () => {
    const rare = Array.from({ length: 50 }, (_, i) => ['x', 'y'].map((half) => row(`rare${i}`, 'a1', 0.95, half === 'x' ? 1e-6 : 1e-3))).flat();
    const { suspects } = findSuspects([...rows, ...rare], PARENTS);
    expect(suspects).toHaveLength(4);
  });

  it('are the same whatever the order of the rows', () => {
    const mixed = [...rows, row('a1', 'a2', 0.85, 0.02), row('b1', 'a2', 0.9, 0.02), row('a2', 'b1', 0.81, 0.001)];
    const ids = (some: readonly OutOfFoldRow[]) => findSuspects(some, PARENTS).suspects.map(({ id }) => id);
    expect(ids([...mixed].reverse())).toEqual(ids(mixed));
    expect(ids(mixed)).toHaveLength(3);
  });
});

describe('a shrunk mean', () => {
  const means = shrunkMeans(
    [
      { code: 'a1', value: 1 },
      { code: 'a1', value: 0.8 },
      { code: 'a2', value: 0.2 },
      { code: 'b1', value: 0 },
    ],
    PARENTS,
  );

  it('is drawn to that of the parents by five rows', () => {
    const all = 2 / 4;
    const a = (2 + 5 * all) / (3 + 5);
    expect(means('a')).toBeCloseTo(a, 12);
    expect(means('a1')).toBeCloseTo((1.8 + 5 * a) / (2 + 5), 12);
    expect(means('a3')).toBeCloseTo((5 * all) / 5, 12);
  });

  it('is 0 of nothing', () => expect(shrunkMeans([], PARENTS)('a1')).toBe(0));
});

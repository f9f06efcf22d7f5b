import { describe, expect, it } from 'vitest';
import { correctedCounts, type GivenRows } from '../../../src/evaluation/counts/corrected-counts.js';
import { givenTruth, type KnownRow } from '../../../src/evaluation/counts/given-truth.js';

const PARENTS = new Map([
  ['a1', 'a'],
  ['a2', 'a'],
  ['a', null],
  ['b1', 'b'],
  ['b', null],
]);

let nextGroup = 0;
const known = (code: string, given: string, count: number, weight = 1): KnownRow[] =>
  Array.from({ length: count }, () => ({ code, given, group: nextGroup++, weight }));

const rowsGiven = (counts: Readonly<Record<string, number>>): ReadonlyMap<string, GivenRows> =>
  new Map(Object.entries(counts).map(([code, rowCount]) => [code, { rowCount, squares: rowCount }]));

describe('what is truly behind a given code', () => {
  it('is the share of its own rows, drawn to that of its parents by five', () => {
    const rows = [...known('a1', 'a1', 70), ...known('a2', 'a1', 30), ...known('b1', 'b1', 100)];
    const { shares, effectiveCount } = givenTruth(rows, PARENTS)('a1');
    const top = 170 / 200;
    const a = (70 + 5 * top) / 105;
    expect(shares.get('a1')).toBeCloseTo((70 + 5 * a) / 105, 12);
    expect(effectiveCount).toBeCloseTo(100, 12);
    expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('is that of its neighbours where no row was given the code, and itself where nothing is known', () => {
    const rows = [...known('a1', 'a1', 90), ...known('b1', 'a1', 10)];
    expect(givenTruth(rows, PARENTS)('a2').shares.get('a2')).toBeCloseTo(0.9, 12);
    expect([...givenTruth([], PARENTS)('a2').shares]).toEqual([['a2', 1]]);
  });

  it('goes by weight: a row of weight 2 is two rows, one of weight 0 none', () => {
    const twice = [...known('a1', 'a1', 60), ...known('a2', 'a1', 20, 2), ...known('b1', 'a1', 50, 0)];
    const plain = [...known('a1', 'a1', 60), ...known('a2', 'a1', 40)];
    const share = (rows: readonly KnownRow[]) =>
      (givenTruth(rows, new Map())('a1').shares.get('a2') as number) / (givenTruth(rows, new Map())('a1').shares.get('a1') as number);
    expect(share(twice)).toBeCloseTo(share(plain), 12);
  });

  it('is not drawn less to its parents by rows of weight 0', () => {
    const rows = [...known('a1', 'a1', 3), ...known('a2', 'a1', 1), ...known('b1', 'b1', 40)];
    const behind = (some: readonly KnownRow[]) => givenTruth(some, PARENTS)('a1').shares.get('a1');
    expect(behind([...rows, ...known('a2', 'a1', 60, 0)])).toBeCloseTo(behind(rows) as number, 12);
  });
});

describe('corrected counts', () => {
  it('are the given ones where every known row was right', () => {
    const rows = ['a1', 'a2', 'b1'].flatMap((code) => known(code, code, 50));
    const lines = correctedCounts(rowsGiven({ a1: 300, a2: 200, b1: 100 }), rows, PARENTS);
    expect(lines.map(({ corrected, low, high }) => [corrected, low, high])).toEqual([
      [300, 300, 300],
      [200, 200, 200],
      [100, 100, 100],
    ]);
  });

  it('come to the true numbers where known rows are exactly like those to count', () => {
    // Of 10,000 rows: a1 600 right and 400 that are a2; b1 all right.
    const rows = [...known('a1', 'a1', 3000), ...known('a2', 'a1', 2000), ...known('b1', 'b1', 5000)];
    const lines = correctedCounts(rowsGiven({ a1: 5000, b1: 5000 }), rows, PARENTS);
    const of = (code: string) => lines.find((line) => line.code === code);
    expect(of('a1')?.corrected).toBeGreaterThan(2995);
    expect(of('a1')?.corrected).toBeLessThan(3010);
    expect(of('a2')).toMatchObject({ given: 0, isEnough: true });
    expect(Math.abs((of('a2')?.corrected ?? 0) - 2000)).toBeLessThan(10);
  });

  it('keep the number of all rows', () => {
    const rows = [...known('a1', 'a1', 37), ...known('a2', 'a1', 13), ...known('a2', 'a2', 5), ...known('b1', 'a2', 3), ...known('b1', 'b1', 90)];
    const lines = correctedCounts(rowsGiven({ a1: 120, a2: 45, b1: 300, b2: 7 }), rows, PARENTS);
    expect(lines.reduce((sum, { corrected }) => sum + corrected, 0)).toBeCloseTo(472, 9);
  });

  it('have wider intervals where texts repeat, since all rows of a text have one truth', () => {
    const rows = [...known('a1', 'a1', 60), ...known('a2', 'a1', 40)];
    const width = (squares: number) => {
      const [line] = correctedCounts(new Map([['a1', { rowCount: 100, squares }]]), rows, PARENTS);
      return (line?.high ?? 0) - (line?.low ?? 0);
    };
    expect(width(1000)).toBeGreaterThan(width(100));
  });

  it('say where known rows are too few', () => {
    const rows = [...known('a1', 'a1', 29), ...known('b1', 'b1', 31)];
    expect(correctedCounts(rowsGiven({ a1: 10, b1: 10 }), rows, PARENTS).map(({ isEnough }) => isEnough)).toEqual([false, true]);
  });
});

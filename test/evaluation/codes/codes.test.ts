import { describe, expect, it } from 'vitest';
import { codeIntervals } from '../../../src/evaluation/codes/code-intervals.js';
import { listCodes } from '../../../src/evaluation/codes/code-lists.js';
import { findConfusions } from '../../../src/evaluation/codes/confusions.js';
import { hierarchyFigures } from '../../../src/evaluation/codes/level-figures.js';
import { correctedWilsonInterval, wilsonInterval } from '../../../src/evaluation/intervals/interval-forms.js';
import { countCodes } from '../../../src/ml/code-counts.js';
import { judgedPairs } from './judged.js';

const intervalsOf = (rows: ReturnType<typeof judgedPairs>) =>
  codeIntervals(rows, countCodes(rows.label, rows.predicted, rows.weight, rows.classCount), 0.95);

/** Four rows of code 0, three of them given it, and one of code 1 that was given code 0. */
const FIVE = [
  [0, 0],
  [0, 0],
  [0, 0],
  [0, 1],
  [1, 0],
] as const;

describe('intervals of a code', () => {
  it("are Wilson's, corrected below five rows: of 3 among 4 rows, 3 among 4 given, and for F1 by way of Jaccard's 3 among 5", () => {
    const [first] = intervalsOf(judgedPairs(FIVE, 3));
    expect(first!.recall).toEqual(correctedWilsonInterval(3 / 4, 4, 0.95));
    expect(first!.precision).toEqual(correctedWilsonInterval(3 / 4, 4, 0.95));
    const [low, high] = wilsonInterval(3 / 5, 5, 0.95);
    expect(first!.f1![0]).toBeCloseTo((2 * low) / (1 + low), 14);
    expect(first!.f1![1]).toBeCloseTo((2 * high) / (1 + high), 14);
  });

  it('are null where a figure is not defined', () => {
    const intervals = intervalsOf(judgedPairs([[0, 1]], 3));
    expect(intervals[0]).toMatchObject({ precision: null });
    expect(intervals[1]).toMatchObject({ recall: null });
    expect(intervals[2]).toEqual({ precision: null, recall: null, f1: null });
    expect(intervals[0]!.recall![0]).toBe(0);
    expect(intervals[0]!.recall![1]).toBeLessThan(1);
  });

  it('do not narrow when each row of a group is there ten times', () => {
    const tenfold = FIVE.flatMap(([label, predicted], group) => Array.from({ length: 10 }, () => [label, predicted, group] as const));
    const [once, tentimes] = [intervalsOf(judgedPairs(FIVE, 2)), intervalsOf(judgedPairs(tenfold, 2))];
    for (const name of ['precision', 'recall', 'f1'] as const) {
      expect(tentimes[0]![name]![0]).toBeCloseTo(once[0]![name]![0], 12);
      expect(tentimes[0]![name]![1]).toBeCloseTo(once[0]![name]![1], 12);
    }
  });

  it('widen when one row has nearly all of the weight', () => {
    const [even, heavy] = [1, 1000].map((weight) =>
      intervalsOf(judgedPairs([[0, 0, 0, weight], ...FIVE.map(([a, b], g) => [a, b, g + 1, 1] as const)], 2)),
    );
    const width = ([low, high]: readonly [number, number]) => high - low;
    expect(width(heavy![0]!.recall!)).toBeGreaterThan(width(even![0]!.recall!));
  });
});

describe('confusions', () => {
  it('are the three wrong codes with most weight, with the first rows of each', () => {
    const rows = judgedPairs(
      [
        [0, 1, 0, 1],
        [0, 2, 1, 5],
        [0, 1, 2, 1],
        [0, 3, 3, 2],
        [0, 4, 4, 1],
        [0, 1, 5, 1],
        [0, 1, 6, 1],
        [0, 0, 7, 1],
        [1, 0, 8, 1],
      ],
      5,
    );
    const [first, second, third] = findConfusions(rows);
    expect(first).toEqual([
      { given: 2, weight: 5, rowCount: 1, examples: [1] },
      { given: 1, weight: 4, rowCount: 4, examples: [0, 2, 5] },
      { given: 3, weight: 2, rowCount: 1, examples: [3] },
    ]);
    expect(second).toEqual([{ given: 0, weight: 1, rowCount: 1, examples: [8] }]);
    expect(third).toEqual([]);
  });
});

describe('figures by level of the codebook', () => {
  const codes = ['11', '12', '21', 'x'];
  const tree = { codes: ['1', '2', '11', '12', '21'], parents: [null, null, '1', '1', '2'] };

  it('replace codes by their ancestors; one that the codebook does not hold stands for itself', () => {
    // Right; wrong below the same parent; wrong above it; a code of no codebook for another.
    const rows = judgedPairs(
      [
        [0, 0],
        [0, 1],
        [0, 2],
        [3, 0],
      ],
      4,
    );
    const found = hierarchyFigures(rows, codes, tree, 0.95)!;
    expect(found.levels.map(({ level, codeCount, accuracy }) => ({ level, codeCount, accuracy }))).toEqual([
      { level: 1, codeCount: 2, accuracy: 0.5 },
      { level: 2, codeCount: 2, accuracy: 0.25 },
    ]);
    expect(found.levels[0]!.accuracyInterval).toEqual(wilsonInterval(0.5, 4, 0.95));
    // Shared 2 + 1 + 0 + 0 of 8 codes given and 7 that the rows have.
    expect(found.hierarchicalPrecision).toBeCloseTo(3 / 8, 14);
    expect(found.hierarchicalRecall).toBeCloseTo(3 / 7, 14);
    expect(found.hierarchicalF1).toBeCloseTo(6 / 15, 14);
  });

  it('tell of a code above others by the rows that were given any code below it, and of none that stands alone', () => {
    const rows = judgedPairs(
      [
        [0, 0],
        [0, 1],
        [0, 2],
        [1, 1],
        [1, 0],
        [3, 0],
      ],
      4,
    );
    const [one, two, ...others] = hierarchyFigures(rows, codes, tree, 0.95)!.parents!;
    // Below 1: four of five rows are given a code below it, and one row of another code is.
    expect([one!.code, one!.support, one!.predicted, one!.f1]).toEqual(['1', 5, 5, 8 / 10]);
    const [low, high] = wilsonInterval(4 / 6, 6, 0.95);
    expect(one!.f1Interval![0]).toBeCloseTo((2 * low) / (1 + low), 14);
    expect(one!.f1Interval![1]).toBeCloseTo((2 * high) / (1 + high), 14);
    expect([two!.code, two!.support, two!.predicted, two!.f1]).toEqual(['2', 0, 1, 0]);
    expect(others).toEqual([]);
  });

  it('are not there for a list of codes without parents', () => {
    const flat = { codes, parents: codes.map(() => null) };
    expect(hierarchyFigures(judgedPairs([[0, 0]], 4), codes, flat, 0.95)).toBeNull();
  });
});

describe('lists of codes', () => {
  const rows = judgedPairs(
    [
      [0, 1],
      [1, 1],
      [3, 1],
    ],
    4,
  );
  const counts = countCodes(rows.label, rows.predicted, null, 4);

  it('name the codes that were never given, that no row has, and that the codebook does not hold', () => {
    expect(listCodes(counts, ['a', 'b', 'c', 'd'], ['a', 'b', 'c'])).toEqual({ neverGiven: ['a', 'd'], withoutRows: ['c'], notInCodebook: ['d'] });
  });

  it('do not speak of a codebook that is not there', () => {
    expect(listCodes(counts, ['a', 'b', 'c', 'd'], null).notInCodebook).toBeNull();
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/evaluation/judge.js';
import type { JudgedRows } from '../../src/evaluation/judged-rows.js';

interface Golden {
  readonly codeCount: number;
  readonly temperature: number;
  readonly label: number[];
  readonly weight: number[];
  readonly logits: number[][];
  readonly unweighted: GoldenFigures;
  readonly weighted: GoldenFigures;
}

interface GoldenFigures {
  readonly macroF1WithSupport: number;
  readonly macroF1AllCodes: number;
  readonly microF1: number;
  readonly weightedF1: number;
  readonly accuracy: number;
  readonly top5: number;
  readonly logLoss: number;
  readonly brier: number;
  readonly precision: number[];
  readonly recall: number[];
  readonly f1: number[];
}

const golden = JSON.parse(readFileSync(new URL('./golden/metrics.json', import.meta.url), 'utf8')) as Golden;

/** Judged rows of the golden logits, by plain loops. */
function goldenRows(weighted: boolean): JudgedRows {
  const rowCount = golden.label.length;
  const rows = {
    classCount: golden.codeCount,
    label: Int32Array.from(golden.label),
    group: Uint32Array.from(golden.label.keys()),
    predicted: new Int32Array(rowCount),
    weight: weighted ? Float32Array.from(golden.weight) : null,
    score: new Float64Array(rowCount),
    rank: new Int32Array(rowCount),
    loss: new Float64Array(rowCount),
    squares: new Float64Array(rowCount),
  };
  golden.logits.forEach((logits, i) => {
    const powers = logits.map((logit) => Math.exp(logit / golden.temperature));
    const sum = powers.reduce((a, b) => a + b, 0);
    const own = logits[golden.label[i]!]!;
    rows.predicted[i] = logits.indexOf(Math.max(...logits));
    rows.score[i] = Math.max(...powers) / sum;
    rows.rank[i] = logits.filter((logit) => logit > own).length;
    rows.loss[i] = -Math.log(powers[golden.label[i]!]! / sum);
  });
  return rows;
}

/** Rows whose code is given with certainty. */
function certain(label: number[], predicted: number[], classCount: number): JudgedRows {
  return {
    classCount,
    label: Int32Array.from(label),
    group: Uint32Array.from(label.keys()),
    predicted: Int32Array.from(predicted),
    weight: null,
    score: new Float64Array(label.length).fill(1),
    rank: Int32Array.from(label, (code, i) => (code === predicted[i] ? 0 : -1)),
    loss: new Float64Array(label.length),
    squares: new Float64Array(label.length).fill(1),
  };
}

describe('judge', () => {
  it.each([
    ['unweighted', golden.unweighted],
    ['weighted', golden.weighted],
  ] as const)('agrees with scikit-learn on %s rows', (name, wanted) => {
    const { withSupport, allCodes, perClass } = judge(goldenRows(name === 'weighted'));
    expect(withSupport.macroF1).toBeCloseTo(wanted.macroF1WithSupport, 12);
    expect(allCodes.macroF1).toBeCloseTo(wanted.macroF1AllCodes, 12);
    for (const figure of ['microF1', 'weightedF1', 'accuracy', 'top5', 'logLoss', 'brier'] as const) {
      expect(withSupport[figure]).toBeCloseTo(wanted[figure], 9);
      expect(allCodes[figure]).toBe(withSupport[figure]);
    }
    for (const { classIndex, precision, recall, f1 } of perClass) {
      expect(precision).toBeCloseTo(wanted.precision[classIndex]!, 12);
      expect(recall).toBeCloseTo(wanted.recall[classIndex]!, 12);
      expect(f1).toBeCloseTo(wanted.f1[classIndex]!, 12);
    }
  });

  it('names the label set of the macro mean: a code without support counts only under all-codes', () => {
    const { withSupport, allCodes } = judge(certain([0, 0, 1, 1], [0, 0, 1, 2], 4));
    const f1 = [1, 2 / 3];
    expect(withSupport).toMatchObject({ labelSet: 'with-support', codeCount: 2 });
    expect(withSupport.macroF1).toBeCloseTo((f1[0]! + f1[1]!) / 2, 14);
    expect(allCodes).toMatchObject({ labelSet: 'all-codes', codeCount: 4 });
    expect(allCodes.macroF1).toBeCloseTo((f1[0]! + f1[1]!) / 4, 14);
  });

  it('describes the classes that occur or are given, in order, and no others', () => {
    const { perClass } = judge(certain([0, 0, 1, 4], [0, 0, 1, 2], 6));
    expect(perClass.map(({ classIndex, support, predicted }) => [classIndex, support, predicted])).toEqual([
      [0, 2, 2],
      [1, 1, 1],
      [2, 0, 1],
      [4, 1, 0],
    ]);
  });

  it('counts a row whose code the model does not know as wrong, and apart from the log loss', () => {
    const rows = certain([0, 1], [0, 0], 2);
    rows.loss[0] = 0.5;
    rows.loss[1] = Number.POSITIVE_INFINITY;
    expect(judge(rows).withSupport).toMatchObject({ accuracy: 0.5, logLoss: 0.5, unknownCodeRowCount: 1 });
  });

  it('treats a row of weight 2 as the row twice', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4), fc.nat(4), fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 40 }), (drawn) => {
        const repeated = drawn.flatMap(([label, predicted, times]) => Array.from({ length: times }, () => [label, predicted] as const));
        const weighted = {
          ...certain(
            drawn.map(([label]) => label),
            drawn.map(([, predicted]) => predicted),
            5,
          ),
          weight: Float32Array.from(drawn, ([, , times]) => times),
        };
        const plain = certain(
          repeated.map(([label]) => label),
          repeated.map(([, predicted]) => predicted),
          5,
        );
        const a = judge(weighted).withSupport;
        const b = judge(plain).withSupport;
        for (const figure of ['macroF1', 'weightedF1', 'accuracy', 'brier', 'logLoss', 'top5'] as const) expect(a[figure]).toBeCloseTo(b[figure], 12);
      }),
    );
  });

  it('gives a calibrated model no calibration error and an overconfident one its excess', () => {
    const label = Array.from({ length: 100 }, (_, i) => i % 2);
    const rows = certain(label, new Array(100).fill(0), 2);
    rows.score.fill(0.5);
    expect(judge(rows).withSupport.ece).toBeCloseTo(0, 12);
    rows.score.fill(0.8);
    expect(judge(rows).withSupport.ece).toBeCloseTo(0.3, 12);
  });

  /** Class 0 is given for every row; a row that is wrong has class 1. */
  const scored = (drawn: readonly { readonly score: number; readonly isRight: boolean }[], weight: readonly number[] | null): JudgedRows => ({
    ...certain(
      drawn.map(({ isRight }) => (isRight ? 0 : 1)),
      drawn.map(() => 0),
      2,
    ),
    score: Float64Array.from(drawn, ({ score }) => score),
    weight: weight === null ? null : Float32Array.from(weight),
  });

  it('weighs the calibration error: at most ten rows are a bin each, and it is the weighted mean of |score − right|', () => {
    const rows = [
      { score: 0.9, isRight: true },
      { score: 0.8, isRight: false },
      { score: 0.5, isRight: true },
    ];
    expect(judge(scored(rows, [1, 2, 5])).withSupport.ece).toBeCloseTo((1 * 0.1 + 2 * 0.8 + 5 * 0.5) / 8, 12);
  });

  it('has the calibration error of rows of weight 1 and 3 when these are repeated, bin by bin', () => {
    // Bin b has two rows with scores in [b/10, (b+1)/10), of weight 1 and 3: repeated, four rows, and the same cut into ten.
    const pair = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 5, max: 9 }));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 10, maxLength: 10 }), (pairs) => {
        const drawn = pairs.flatMap(([first, second, , low, high], bin) => [
          { score: (10 * bin + low) / 100, isRight: first },
          { score: (10 * bin + high) / 100, isRight: second },
        ]);
        const weight = pairs.flatMap(([, , isFirstHeavy]) => (isFirstHeavy ? [3, 1] : [1, 3]));
        const repeated = drawn.flatMap((row, i) => Array.from({ length: weight[i]! }, () => row));
        const [a, b] = [judge(scored(drawn, weight)), judge(scored(repeated, null))];
        expect(a.withSupport.ece).toBeCloseTo(b.withSupport.ece, 12);
        expect(a.reliability.map((bin) => bin.weight)).toEqual(b.reliability.map((bin) => bin.rowCount));
        a.reliability.forEach(({ meanScore, shareRight }, bin) => {
          expect(meanScore).toBeCloseTo(b.reliability[bin]!.meanScore, 12);
          expect(shareRight).toBeCloseTo(b.reliability[bin]!.shareRight, 12);
        });
      }),
    );
  });

  it('cuts rows into ten bins of nearly equal count in rising order of score', () => {
    const rows = certain(new Array(23).fill(0), new Array(23).fill(0), 1);
    for (let i = 0; i < 23; i++) rows.score[i] = ((i * 7) % 23) / 23;
    const { reliability } = judge(rows);
    expect(reliability.map((bin) => bin.rowCount).reduce((a, b) => a + b, 0)).toBe(23);
    for (const bin of reliability) expect([2, 3]).toContain(bin.rowCount);
    const means = reliability.map((bin) => bin.meanScore);
    expect(means).toEqual([...means].sort((a, b) => a - b));
  });

  it('answers zero for no rows at all', () => {
    expect(judge(certain([], [], 3)).withSupport).toMatchObject({
      rowCount: 0,
      macroF1: 0,
      accuracy: 0,
      ece: 0,
      logLoss: 0,
      mcc: 0,
      brierAllCodes: 0,
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { PassRecord, RowFigures } from '../../src/artifacts/fit.js';
import { passesTable } from '../../src/model/passes-table.js';

const figures = (loss: number, accuracy: number, macroF1: number): RowFigures => ({ loss, accuracy, macroF1, microF1: 0.9, weightedF1: 0.8 });

const pass = (number: number, changes: Partial<PassRecord> = {}): PassRecord => ({
  pass: number,
  objective: 2 / number,
  score: null,
  gradientNorm: null,
  relativeGap: null,
  seconds: 0.5,
  training: null,
  validation: null,
  ...changes,
});

const fast = pass(1, { score: 0.3, training: figures(1.5, 0.6, 0.4), validation: figures(2.5, 0.5, 0.3), members: [0.2, 0.4] });

function valuesOf(fits: Parameters<typeof passesTable>[0]) {
  return Object.fromEntries(passesTable(fits).map(({ name, values }) => [name, values]));
}

describe('passes.parquet', () => {
  it('has a row a pass of each fit, the final one last, with the figures of its training and validation rows', () => {
    const final = pass(1, { training: figures(1.25, 0.75, 0.5) });
    expect(valuesOf([{ trial: 0, passes: [fast] }, { passes: [final, pass(2)] }])).toEqual({
      fit: ['0', 'final', 'final'],
      pass: [1, 1, 2],
      objective: [2, 2, 1],
      score: [0.3, null, null],
      gradientNorm: [null, null, null],
      relativeGap: [null, null, null],
      seconds: [0.5, 0.5, 0.5],
      trainingLoss: [1.5, 1.25, null],
      trainingAccuracy: [0.6, 0.75, null],
      trainingMacroF1: [0.4, 0.5, null],
      validationLoss: [2.5, null, null],
      validationAccuracy: [0.5, null, null],
      validationMacroF1: [0.3, null, null],
      memberSpread: [expect.closeTo(Math.sqrt(0.02), 15), null, null],
      fullShare: [null, null, null],
    });
  });

  it('names the share of the full members, and does not count what the kinds of members differ by', () => {
    const mixed = pass(1, { members: [0.2, 0.4, 0.7, 0.9], fullShare: 0.75 });
    const { memberSpread, fullShare } = valuesOf([{ trial: 3, passes: [mixed] }]);
    expect(memberSpread).toEqual([expect.closeTo(Math.sqrt(0.02), 15)]);
    expect(fullShare).toEqual([0.75]);
  });

  it('tells of folds pass by pass where there are any', () => {
    const folds = [
      { fold: 0, passes: [fast] },
      { fold: 2, passes: [pass(1)] },
    ];
    const { fold, validationLoss } = valuesOf([{ trial: 0, passes: [fast], folds }, { passes: [pass(1)] }]);
    expect(fold).toEqual([0, 2, null]);
    expect(validationLoss).toEqual([2.5, null, null]);
  });
});

import { expect, it } from 'vitest';
import { mlLogisticRegression } from '../../../src/estimators/all.js';
import { densePackages } from '../../../src/estimators/dense/dense-rows.js';
import { ML_LOGISTIC_REGRESSION, type MlLogisticSettings } from '../../../src/estimators/ml-logistic-regression/settings.js';
import { codesOf, drawRows, problemOf } from '../../ml/linear-problem.js';
import { fitInline } from '../inline-services.js';

const DRAWN = drawRows(120, 30, 11, 5);
const PROBLEM = problemOf(DRAWN);
const SETTINGS: MlLogisticSettings = { estimator: ML_LOGISTIC_REGRESSION, classWeight: 'none', denseFeatures: 20, steps: 200, learningRate: 0.1 };

function fitted(over: Partial<MlLogisticSettings> = {}, rows = PROBLEM.rows, kernelBytes?: number) {
  const { featureCount, classCount } = PROBLEM;
  const validation = { rows: PROBLEM.rows, classCount, topCount: 1 };
  return fitInline(
    mlLogisticRegression,
    { settings: { ...SETTINGS, ...over }, featureCount, codes: codesOf(PROBLEM), rows, validation },
    kernelBytes,
  );
}

it('gives every row the code that the package gives it, fitted to all codes at once', async () => {
  const { Matrix, LogisticRegression } = densePackages();
  const rows = new Matrix(DRAWN.label.length, SETTINGS.denseFeatures + 1);
  DRAWN.label.forEach((_, row) => {
    rows.set(row, SETTINGS.denseFeatures, 1);
    for (let e = DRAWN.offsets[row]!; e < DRAWN.offsets[row + 1]!; e++)
      if (DRAWN.ids[e]! < SETTINGS.denseFeatures) rows.set(row, DRAWN.ids[e]!, Math.fround(DRAWN.values[e]!));
  });
  const whole = new LogisticRegression({ numSteps: SETTINGS.steps, learningRate: SETTINGS.learningRate });
  whole.train(rows, Matrix.columnVector(DRAWN.label));
  const wanted = (whole as unknown as { predict(rows: unknown): number[] }).predict(rows);
  const { scores } = await fitted();
  expect(new Set(wanted).size).toBeGreaterThan(3);
  expect(Array.from(scores?.top ?? [])).toEqual(wanted);
});

it('refuses rows that would not fit when they are dense', async () => {
  const failed = fitted({}, PROBLEM.rows, 20_000);
  await expect(failed).rejects.toMatchObject({ detail: { code: 'resources.memory', got: expect.stringContaining('120 rows × 20 features') } });
});

it('refuses rows that count unequally', async () => {
  const weight = PROBLEM.rows.weight.map((_, row) => (row < 60 ? 0.5 : 1.5));
  await expect(fitted({}, { ...PROBLEM.rows, weight })).rejects.toMatchObject({ detail: { where: 'data.weights.training' } });
});

import { CLOSED } from '../../kernels/linear-layout.js';
import type { LabelledRows, SharedRows } from '../../ml/labelled-rows.js';
import { densePackages, denseRows, type Matrix } from '../dense/dense-rows.js';
import type { WorkerTools } from '../estimator.js';
import type { MlLogisticSettings } from './settings.js';

/** The codes first … last−1 of one fit: their weights are written into shared memory. */
export interface FitCodesInput {
  readonly settings: Pick<MlLogisticSettings, 'steps' | 'learningRate'>;
  readonly rows: SharedRows;
  readonly first: number;
  readonly last: number;
  readonly columnCount: number;
  /** Feature-major, rows of `stride` numbers; all zero. */
  readonly weights: Float32Array;
  readonly intercept: Float32Array;
  readonly stride: number;
}

/**
 * Fits some codes by the package, each against all other rows. The package takes 0 for a row of the code and 1 for any other, so
 * that its weights are those of "not this code": they are turned round. Codes do not know of each other, so that slices change no bit.
 */
export default function fitCodes(input: FitCodesInput, { openRows }: WorkerTools): null {
  const { settings, first, last, columnCount, weights, intercept, stride } = input;
  const rows = openRows(input.rows);
  const dense = denseRows(rows, columnCount - 1);
  const matrix = withConstant(dense, columnCount);
  const { labels, places } = labelsOf(rows, first, last);
  const { LogisticRegression, Matrix } = densePackages();
  const model = new LogisticRegression({ numSteps: settings.steps, learningRate: settings.learningRate });
  model.train(matrix, Matrix.columnVector(labels));
  for (let code = first; code < last; code++) {
    const place = places.get(code);
    // A code without rows is never given.
    if (place === undefined) intercept[code] = CLOSED;
    else copyWeights(model.classifiers[place]!.weights.to1DArray());
    function copyWeights(own: readonly number[]): void {
      for (let j = 0; j + 1 < columnCount; j++) weights[j * stride + code] = -own[j]!;
      intercept[code] = -own[columnCount - 1]!;
    }
  }
  return null;
}

/** The last column is 1. */
function withConstant(dense: Matrix, columnCount: number): Matrix {
  const matrix = new (densePackages().Matrix)(dense.rows, columnCount);
  for (let i = 0; i < dense.rows; i++) {
    for (let j = 0; j < dense.columns; j++) matrix.set(i, j, dense.get(i, j));
    matrix.set(i, columnCount - 1, 1);
  }
  return matrix;
}

/** Classes of the package, from 0 on: the codes of the slice that have rows, and behind them one for all other rows. */
function labelsOf({ label }: LabelledRows, first: number, last: number): { labels: number[]; places: Map<number, number> } {
  const present = [...new Set(label)].filter((code) => code >= first && code < last).sort((a, b) => a - b);
  const places = new Map(present.map((code, place) => [code, place]));
  return { labels: Array.from(label, (code) => places.get(code) ?? present.length), places };
}

import { expect, it } from 'vitest';
import { mlRandomForest } from '../../../src/estimators/all.js';
import { densePackages } from '../../../src/estimators/dense/dense-rows.js';
import type { MlForestModel } from '../../../src/estimators/ml-random-forest/ml-forest-model.js';
import { MlForestScorer } from '../../../src/estimators/ml-random-forest/ml-forest-scorer.js';
import { ML_RANDOM_FOREST, type MlForestSettings } from '../../../src/estimators/ml-random-forest/settings.js';
import { codesOf, drawRows, problemOf } from '../../ml/linear-problem.js';
import { fitInline } from '../inline-services.js';

const DRAWN = drawRows(120, 30, 6, 6);
const PROBLEM = problemOf(DRAWN);
const SETTINGS: MlForestSettings = { estimator: ML_RANDOM_FOREST, classWeight: 'none', denseFeatures: 25, denseTrees: 7, depth: 8, seed: 11 };

function fitted(over: Partial<MlForestSettings> = {}, kernelBytes?: number) {
  const { featureCount, classCount, rows } = PROBLEM;
  const validation = { rows, classCount, topCount: 1 };
  return fitInline(mlRandomForest, { settings: { ...SETTINGS, ...over }, featureCount, codes: codesOf(PROBLEM), rows, validation }, kernelBytes);
}

/** Rows as the package takes them. */
function denseRows() {
  const { Matrix } = densePackages();
  const rows = new Matrix(DRAWN.label.length, SETTINGS.denseFeatures);
  DRAWN.label.forEach((_, row) => {
    for (let e = DRAWN.offsets[row]!; e < DRAWN.offsets[row + 1]!; e++)
      if (DRAWN.ids[e]! < SETTINGS.denseFeatures) rows.set(row, DRAWN.ids[e]!, Math.fround(DRAWN.values[e]!));
  });
  return rows;
}

it('gives every row as many votes for each code as the package does', async () => {
  const { RandomForestClassifier } = densePackages();
  const options = { seed: 11, nEstimators: 7, maxFeatures: 5, replacement: false, useSampleBagging: true, noOOB: true, treeOptions: { maxDepth: 8 } };
  const forest = new RandomForestClassifier(options);
  const rows = denseRows();
  forest.train(rows, DRAWN.label);
  const votes = (forest as unknown as { predictionValues(of: unknown): { getRow(row: number): number[] } }).predictionValues(rows);
  const { model } = await fitted();
  const scorer = new MlForestScorer(model as MlForestModel);
  DRAWN.label.forEach((_, row) => {
    const [from, to] = [DRAWN.offsets[row]!, DRAWN.offsets[row + 1]!];
    const shares = scorer.score(Uint32Array.from(DRAWN.ids.slice(from, to)), Float32Array.from(DRAWN.values.slice(from, to)));
    const counted = Array.from(shares, (share) => Math.round(8 * share - 1 / 6));
    const wanted = counted.map((_, code) => votes.getRow(row).filter((vote) => vote === code).length);
    expect(counted).toEqual(wanted);
  });
});

it('grows another forest from another seed', async () => {
  const [one, other] = [await fitted(), await fitted({ seed: 12 })];
  expect((one.model as MlForestModel).feature).not.toEqual((other.model as MlForestModel).feature);
});

it('refuses rows that would not fit when they are dense', async () => {
  await expect(fitted({}, 20_000)).rejects.toMatchObject({ detail: { code: 'resources.memory', where: 'resources.memory (--memory)' } });
});

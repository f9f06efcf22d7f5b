import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureVariants } from '../../src/artifacts/features.js';
import type { Fit } from '../../src/artifacts/fit.js';
import { TEST } from '../../src/artifacts/split.js';
import { linear } from '../../src/estimators/all.js';
import type { LinearModel } from '../../src/estimators/linear/linear-model.js';
import { RowProbabilities } from '../../src/evaluation/calibration/calibrator.js';
import { openBundle } from '../../src/model/bundle/open-bundle.js';
import { searchStage } from '../../src/stages/search/index.js';
import { trainStage } from '../../src/stages/train/index.js';
import { scoreRows } from '../../src/training/score-rows.js';
import { openWorkbench, type Workbench } from '../contract/stage-context.js';
import { finishRun, type SmallRun, smallRows, startRun } from './small-flow.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench({ workerCount: 2 });
});
afterAll(() => bench.close());

const ROWS = smallRows(900, 12, 0.55, 5);
const BOUNDED = { maxPasses: 3, grid: { rank: [4], average: [2] } };
const EXACT = { mode: 'exact', grid: { l2: [1e-2] } };

async function train(weights: string, search: object): Promise<{ run: SmallRun; fit: Fit }> {
  const run = await startRun(bench, ROWS, { run: `${weights}-${Object.keys(search)[0]}`, bundle: { weights }, search });
  const { context, source, prepared, split, matrix } = run;
  const features: FeatureVariants = { kind: 'feature-variants', variants: [matrix] };
  const trials = await searchStage.run({ source, prepared, split, features }, context);
  return { run, fit: await trainStage.run({ source, prepared, split, features, trials }, context) };
}

describe.each(['f16', 'i8'] as const)('a run with weights in %s', (weights) => {
  it('calibrates by the scores that the opened bundle gives, to the bit', async () => {
    const { run, fit } = await train(weights, BOUNDED);
    expect(fit.stored).toEqual({ numberType: weights, form: 'factors' });
    const { calibration, bundle, context, matrix, split } = await finishRun(run, fit);
    const rows = Uint32Array.from(ROWS.keys()).filter((row) => split.role[row] === TEST);
    const options = { topCount: 1, temperatures: [], sumTemperature: calibration.temperature };
    const { top, topScores, sums } = await scoreRows(context.training, fit, matrix, rows, new Int32Array(rows.length), options);
    const judged = Array.from(rows, (_, i) => {
      const sumsOf = { sum: sums!.sum[i]!, logRest: sums!.logRest[i]!, restSquares: sums!.restSquares[i]! };
      return { code: fit.model.codes[top[i]!], score: new RowProbabilities(calibration, topScores[i]!, sumsOf).top };
    });
    const predicted = (await openBundle(bundle.folder)).predict(Array.from(rows, (row) => ROWS[row]!.text));
    expect(predicted.map(({ code, score }) => ({ code, score }))).toEqual(judged);
    expect(JSON.parse(readFileSync(join(bundle.folder, 'model.json'), 'utf8'))).toMatchObject({ version: 2, numberType: weights, form: 'factors' });
  });

  it('claims no bound on the distance from the optimum, and says what it was', async () => {
    const { fit } = await train(weights, EXACT);
    expect(fit.stored).toEqual({ numberType: weights, form: 'full' });
    expect([fit.status, fit.certificate.kind]).toEqual(['rounded', 'none']);
    expect(fit.certificate).toMatchObject({ reason: expect.stringMatching(/^the weights that ship are rounded to .*gap was \d\.\de-\d+$/) });
  });
});

it('rounded weights are near those in f32, and not the same', async () => {
  const [plain, rounded] = [(await train('f32', EXACT)).fit, (await train('i8', EXACT)).fit];
  const off = linear.format.compare?.(join(plain.modelFolder!, 'model.bin'), join(rounded.modelFolder!, 'model.bin'), null);
  expect(off?.where).toMatch(/^weight of feature/);
  const [before, after] = [plain, rounded].map(({ model }) => (model as LinearModel).weights) as [Float32Array, Float32Array];
  const most = before.reduce((size, weight) => Math.max(size, Math.abs(weight)), 0);
  expect(before.every((weight, at) => Math.abs(weight - after[at]!) <= most / 127)).toBe(true);
});

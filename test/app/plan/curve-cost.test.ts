import { expect, test } from 'vitest';
import { curveCost } from '../../../src/app/plan/curve-cost.js';
import { parsePipeline } from '../../../src/config/load-pipeline.js';
import type { RunScale } from '../../../src/forecast/run-scale.js';
import { evaluateCost } from '../../../src/stages/evaluate/cost.js';
import { featuresCost } from '../../../src/stages/features/cost.js';
import { shapeOfSearch } from '../../../src/stages/search/search-shape.js';
import { trainCost } from '../../../src/stages/train/cost.js';

const SIZES: RunScale['sizes'] = {
  ...{ isExact: true, rowCount: 1e5, partitionCount: 1, inputBytes: 1e7, codeCount: 100, trainCount: 7e4, validationCount: 1e4, heldOutCount: 2e4 },
  variants: [{ featureCount: 5e4, keyCount: 6e4, entryCount: 3e6, countedCount: 4e6 }],
};

function scaleOf(evaluate: string, isNew = true): RunScale {
  const config = parsePipeline(`name: a\ndata: { partitions: x }\n${evaluate}`, 'p.yaml');
  const limits = { workerCount: 2, tablesBytes: 2 ** 28, kernelBytes: 2 ** 30 };
  return { sizes: SIZES, search: shapeOfSearch(config, 1), limits, runs: () => isNew };
}

test('a fit on a share takes its share of the final fit, with features and scores of all rows', () => {
  const run = scaleOf('evaluate: { learningCurve: [0.1, 0.3] }\n');
  const [features, train, scored] = [featuresCost, trainCost, evaluateCost].map((cost) => cost(run).seconds!);
  expect(train).toBeGreaterThan(0);
  expect(curveCost(run).seconds).toBeCloseTo(2 * (features! + scored!) + 0.4 * train!, 9);
  expect(curveCost(run).diskBytes).toBeGreaterThan(0);
});

test('true is the shares 0.25 and 0.5', () => {
  expect(curveCost(scaleOf('evaluate: { learningCurve: true }\n'))).toEqual(curveCost(scaleOf('evaluate: { learningCurve: [0.25, 0.5] }\n')));
});

test('without the key, or with figures that are there, there is nothing to count', () => {
  expect(curveCost(scaleOf(''))).toEqual({});
  expect(curveCost(scaleOf('evaluate: { learningCurve: true }\n', false))).toEqual({});
});

import { expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { codeIntervals } from '../../src/evaluation/codes/code-intervals.js';
import { countCodes, createCounts } from '../../src/ml/code-counts.js';
import { draws, keepResult } from './keep-result.js';
import { type OneModel, PlantedModel } from './one-model.js';
import { TRUTHS } from './truths.js';

const NAMES = ['precision', 'recall', 'f1'] as const;

/** Upper ends of the classes of codes that are told apart, by rows of the code. */
const SIZES = [1, 3, 9, 50];

/** Share of the intervals of codes that hold their truth, and how many there were, by size of code and figure. */
function coverage(truth: OneModel, count: number) {
  const model = new PlantedModel(truth, 21);
  const rng = Rng.fromSeed(22);
  const expected = expectedFigures(model, rng.fork('truth'), 4 * count);
  const tally = SIZES.map((size) => ({ size, ...Object.fromEntries(NAMES.map((name) => [name, { held: 0, of: 0 }])) })) as unknown as readonly ({
    readonly size: number;
  } & Record<(typeof NAMES)[number], { held: number; of: number }>)[];
  for (let i = 0; i < count; i++) {
    const rows = model.draw(rng);
    codeIntervals(rows, countCodes(rows.label, rows.predicted, rows.weight, rows.classCount), 0.95).forEach((intervals, code) => {
      const line = tally.find(({ size }) => truth.supports[code]! <= size);
      for (const name of NAMES) {
        const bounds = intervals[name];
        if (line === undefined || bounds === null) continue;
        line[name].of++;
        if (bounds[0] <= expected[name][code]! && expected[name][code]! <= bounds[1]) line[name].held++;
      }
    });
  }
  return tally;
}

/** Ratios of expectations: what a code's figures are of many rows like these. */
function expectedFigures(model: PlantedModel, rng: Rng, count: number) {
  const sum = createCounts(model.truth.supports.length);
  for (let i = 0; i < count; i++) {
    const rows = model.draw(rng);
    const counts = countCodes(rows.label, rows.predicted, rows.weight, rows.classCount);
    for (const name of ['support', 'predicted', 'right'] as const)
      counts[name].forEach((value, code) => {
        sum[name][code]! += value;
      });
  }
  return {
    precision: sum.right.map((right, code) => right / sum.predicted[code]!),
    recall: sum.right.map((right, code) => right / sum.support[code]!),
    f1: sum.right.map((right, code) => (2 * right) / (sum.support[code]! + sum.predicted[code]!)),
  };
}

it.each(TRUTHS.map((truth) => [truth.name, truth] as const))('intervals of codes hold the truth: %s', (name, truth) => {
  const count = draws(1000, 60);
  const shares = coverage(truth, count).flatMap(({ size, ...figures }) =>
    NAMES.filter((figure) => figures[figure].of > 0).map(
      (figure) => [`${figure} of codes of up to ${size} rows`, figures[figure].held / figures[figure].of] as const,
    ),
  );
  keepResult('code-intervals', name, { draws: count, ...Object.fromEntries(shares) });
  expect(shares.filter(([, share]) => share < draws(0.92, 0.9))).toEqual([]);
});

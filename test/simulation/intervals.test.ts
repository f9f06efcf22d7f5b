import { expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { FIGURES } from '../../src/evaluation/figures/figures.js';
import { wilsonInterval } from '../../src/evaluation/intervals/interval-forms.js';
import { figureIntervals } from '../../src/evaluation/intervals/intervals.js';
import { countCodes } from '../../src/ml/code-counts.js';
import { draws, keepResult } from './keep-result.js';
import { type OneModel, PlantedModel } from './one-model.js';
import { TRUTHS } from './truths.js';

const RESAMPLED = FIGURES.flatMap((figure) => (figure.over === 'given-codes' && 'estimand' in figure.interval ? [figure] : []));

const TRUTH_DRAWS = 5000;

/** As many as are drawn for test rows by the ten thousand. */
const REPLICATES = draws(1000, 200);

/** Share of the intervals of overall figures that hold the mean of the figure over many draws. */
function coverage(truth: OneModel, count: number): ReadonlyMap<string, number> {
  const model = new PlantedModel(truth, 31);
  const rng = Rng.fromSeed(32);
  const expected = expectedFigures(model, rng.fork('truth'), TRUTH_DRAWS);
  const held = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const rows = model.draw(rng);
    const intervals = figureIntervals(rows, 0.95, rng.fork(`draw ${i}`), { replicateCount: REPLICATES });
    for (const [name, { low, high }] of Object.entries(intervals)) {
      const value = expected.get(name)!;
      held.set(name, (held.get(name) ?? 0) + (low <= value && value <= high ? 1 : 0));
    }
  }
  return new Map([...held].map(([name, times]) => [name, times / count]));
}

function expectedFigures(model: PlantedModel, rng: Rng, count: number): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const { label, predicted, weight, classCount } = model.draw(rng);
    const counts = countCodes(label, predicted, weight, classCount);
    for (const { name, compute } of RESAMPLED) sums.set(name, (sums.get(name) ?? 0) + compute(counts, 'with-support') / count);
  }
  return sums;
}

it.each(TRUTHS.map((truth) => [truth.name, truth] as const))(
  'intervals of overall figures hold the truth as often as they say: %s',
  (name, truth) => {
    const count = draws(1000, 100);
    const shares = coverage(truth, count);
    keepResult('intervals', name, { draws: count, replicates: REPLICATES, ...Object.fromEntries(shares) });
    // What was measured is a share of so many draws: it is refused where its own interval lies outside of what is wanted.
    const outside = [...shares].filter(([, share]) => {
      const [low, high] = wilsonInterval(share, count, 0.95);
      return high < 0.92 || low > 0.97;
    });
    expect(outside).toEqual([]);
  },
);

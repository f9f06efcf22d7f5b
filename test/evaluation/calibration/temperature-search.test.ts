import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { HIGHEST_TEMPERATURE, LOWEST_TEMPERATURE, TemperatureSearch } from '../../../src/evaluation/calibration/temperature-search.js';

type Loss = (temperature: number) => number;

/** Runs a search to its end; returns the best temperature and how many passes it took. */
function search(loss: Loss): { best: number; passes: number; evaluations: number } {
  const run = new TemperatureSearch();
  let passes = 0;
  let evaluations = 0;
  for (let wanted = run.next(); wanted.length > 0; wanted = run.next()) {
    passes++;
    evaluations += wanted.length;
    run.observe(
      wanted,
      wanted.map((temperature) => loss(temperature)),
    );
    if (passes > 50) throw new Error('the search does not end');
  }
  return { best: run.best(), passes, evaluations };
}

/** Mean log loss of logits that are `scale` times those which their labels were drawn from. */
function plantedLoss(scale: number, rowCount: number, rng: Rng): Loss {
  const rows = Array.from({ length: rowCount }, () => {
    const logits = Array.from({ length: 4 }, () => 3 * (rng.nextFloat() + rng.nextFloat() - 1));
    const powers = logits.map(Math.exp);
    const sum = powers.reduce((a, b) => a + b, 0);
    let left = rng.nextFloat() * sum;
    const label = powers.findIndex((power) => {
      left -= power;
      return left < 0;
    });
    return { logits: logits.map((logit) => logit * scale), label: Math.max(0, label) };
  });
  return (temperature) => {
    let loss = 0;
    for (const { logits, label } of rows) {
      const highest = Math.max(...logits);
      loss += Math.log(logits.reduce((sum, logit) => sum + Math.exp((logit - highest) / temperature), 0)) - (logits[label]! - highest) / temperature;
    }
    return loss / rowCount;
  };
}

/** Golden section in ln T: slow and sure. */
function goldenSection(loss: Loss): number {
  let [low, high] = [Math.log(LOWEST_TEMPERATURE), Math.log(HIGHEST_TEMPERATURE)];
  const ratio = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-7) {
    const a = high - ratio * (high - low);
    const b = low + ratio * (high - low);
    if (loss(Math.exp(a)) < loss(Math.exp(b))) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}

describe('TemperatureSearch', () => {
  it.each([0.2, 0.7, 1, 2.5, 9])('finds the temperature that golden section finds, for logits scaled by %d, in a few passes', (scale) => {
    const loss = plantedLoss(scale, 2000, Rng.fromSeed(11));
    const { best, passes, evaluations } = search(loss);
    expect(Math.abs(best / goldenSection(loss) - 1)).toBeLessThan(2e-4);
    expect(best / scale).toBeGreaterThan(0.85);
    expect(best / scale).toBeLessThan(1.15);
    expect(passes).toBeLessThanOrEqual(8);
    expect(evaluations).toBeLessThanOrEqual(45);
  });

  it('finds any minimum of a function convex in 1/T', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.03, max: 30, noNaN: true }), fc.double({ min: 0.1, max: 10, noNaN: true }), (wanted, steepness) => {
        const loss = (temperature: number): number => steepness * (1 / temperature - 1 / wanted) ** 2;
        expect(Math.abs(search(loss).best / wanted - 1)).toBeLessThan(3e-4);
      }),
    );
  });

  it('stays on the edge of the range when the loss falls towards it', () => {
    expect(search((temperature) => 1 / temperature).best).toBeCloseTo(HIGHEST_TEMPERATURE, 6);
    expect(search((temperature) => temperature).best).toBeCloseTo(LOWEST_TEMPERATURE, 9);
  });

  it('finds a minimum near the edge of the range, where the bracket has no point on one side', () => {
    for (const wanted of [LOWEST_TEMPERATURE * 1.01, HIGHEST_TEMPERATURE / 1.01]) {
      const { best } = search((temperature) => (1 / temperature - 1 / wanted) ** 2);
      expect(Math.abs(best / wanted - 1)).toBeLessThan(3e-4);
    }
  });

  it('has the temperature 1 on its first grid', () => {
    expect(new TemperatureSearch().next()).toContain(1);
  });
});

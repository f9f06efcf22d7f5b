import { describe, expect, it } from 'vitest';
import { chanceToPass, detectableMargin } from '../../../src/evaluation/paired/gate-power.js';
import { normalShareBelow } from '../../../src/evaluation/paired/normal-share.js';

const GATE = { count: 2000, either: 0.1, margin: 0.01, confidence: 0.95, difference: 0 };

describe('the chance to pass a gate', () => {
  it('is what is left of the confidence at the margin, and one half where the bound is expected at the margin', () => {
    expect(chanceToPass({ ...GATE, difference: -0.01 })).toBeCloseTo(0.05, 3);
    const margin = detectableMargin(GATE, 0.5);
    expect(margin).toBeCloseTo(1.645 * Math.sqrt(0.1 / 2000), 3);
  });

  it('rises with units, with the margin and with what the candidate gains', () => {
    const chance = chanceToPass(GATE);
    expect(chanceToPass({ ...GATE, count: 4000 })).toBeGreaterThan(chance);
    expect(chanceToPass({ ...GATE, margin: 0.02 })).toBeGreaterThan(chance);
    expect(chanceToPass({ ...GATE, difference: 0.005 })).toBeGreaterThan(chance);
    expect(chanceToPass({ ...GATE, either: 0 })).toBe(1);
  });

  it('gives the margin that is kept to with a chance', () => {
    const margin = detectableMargin(GATE, 0.8);
    expect(chanceToPass({ ...GATE, margin })).toBeCloseTo(0.8, 6);
  });
});

describe('the normal distribution', () => {
  // scipy.stats.norm.cdf, SciPy 1.17.1.
  it.each([
    [0.5, 0],
    [0.6914624612740131, 0.5],
    [0.95, 1.6448536269514722],
    [0.998649658717045, 2.9999],
    [0.9986505450867392, 3.0001],
    [0.9999966023268753, 4.5],
  ])('has the share %d below %d', (share, z) => {
    expect(normalShareBelow(z) / share).toBeCloseTo(1, 11);
    expect(normalShareBelow(-z)).toBeCloseTo(1 - share, 14);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pace } from '../../src/estimators/kind-settings.js';
import { dropBehind, fullFitCount, keepBest, planRungs, type Rung, type RungTrial, reachOf } from '../../src/stages/search/halving.js';

function paces(quickCount: number, slowCount = 0): readonly Pace[] {
  return Array.from({ length: quickCount + slowCount }, (_, index) => ({ family: String(index), startsSlowly: index >= quickCount }));
}

describe('planRungs', () => {
  it('keeps a third of those that start quickly after one pass, then a fifth and a twelfth of all', () => {
    expect(planRungs(paces(24, 24))).toEqual([
      { rung: 0, passes: 1, judgesSlow: false, trialCount: 24, keptCount: 8 },
      { rung: 1, passes: 3, judgesSlow: true, trialCount: 32, keptCount: 10 },
      { rung: 2, passes: 5, judgesSlow: true, trialCount: 10, keptCount: 4 },
    ]);
    expect(planRungs(paces(18)).map(({ trialCount, keptCount }) => [trialCount, keptCount])).toEqual([
      [18, 6],
      [6, 4],
      [4, 2],
    ]);
  });

  it('judges nobody by a first pass that says too little', () => {
    expect(planRungs(paces(0, 18)).map(({ passes, trialCount, keptCount }) => [passes, trialCount, keptCount])).toEqual([
      [3, 18, 4],
      [5, 4, 2],
    ]);
  });

  it('has no rung that would drop nobody', () => {
    expect(planRungs(paces(1))).toEqual([]);
    expect(planRungs(paces(1, 1))).toEqual([]);
    expect(planRungs(paces(4))).toEqual([{ rung: 0, passes: 1, judgesSlow: false, trialCount: 4, keptCount: 2 }]);
  });

  it('ends with a twelfth of all at most, or with two, after ever more passes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 2000 }), (quick, slow) => {
        const rungs = planRungs(paces(quick, slow));
        for (const { trialCount, keptCount } of rungs) expect(keptCount).toBeLessThan(trialCount);
        expect(fullFitCount(quick + slow, rungs)).toBe(Math.min(quick + slow, Math.max(2, Math.ceil((quick + slow) / 12))));
        const passes = rungs.map((rung) => rung.passes);
        expect(passes).toEqual([...new Set(passes)].sort((a, b) => a - b));
        expect(rungs.map(({ rung }) => rung)).toEqual([...rungs.keys()]);
      }),
    );
  });
});

describe('reachOf', () => {
  const passes = (...scores: readonly number[]) => scores.map((score) => ({ score })) as unknown as Parameters<typeof reachOf>[1];

  it('adds what the last pass gained, and takes nothing away', () => {
    expect(reachOf(0.5, passes(0.2, 0.4, 0.5))).toBeCloseTo(0.6, 12);
    expect(reachOf(0.5, passes(0.4, 0.5, 0.48))).toBe(0.5);
  });

  it('is the score after one pass, and of a kind without passes', () => {
    expect(reachOf(0.5, passes(0.5))).toBe(0.5);
    expect(reachOf(0.5, passes())).toBe(0.5);
  });
});

const trialOf = (trial: number, family: string, score: number) => ({ trial, family, score }) as RungTrial;

describe('keepBest', () => {
  const ranked = [trialOf(3, 'a', 0.9), trialOf(2, 'a', 0.8), trialOf(1, 'a', 0.7), trialOf(5, 'b', 0.6), trialOf(4, 'b', 0.5), trialOf(6, 'c', 0.1)];
  const rung: Rung = { rung: 0, passes: 1, judgesSlow: false, trialCount: 6, keptCount: 4 };
  const kept = (rung: Rung) => keepBest(ranked, rung).map(({ trial }) => trial);

  it('after a first pass keeps the best of every family before any second', () => {
    expect(kept(rung)).toEqual([3, 5, 6, 2]);
    expect(kept({ ...rung, keptCount: 2 })).toEqual([3, 5]);
  });

  it('later keeps the best of all', () => {
    expect(kept({ ...rung, judgesSlow: true })).toEqual([3, 2, 1, 5]);
  });
});

describe('dropBehind', () => {
  it('leaves out who is behind the first by more than the error of their difference, whatever stands between', () => {
    const ranked = [trialOf(0, 'a', 0.9), trialOf(1, 'a', 0.88), trialOf(2, 'a', 0.87), trialOf(3, 'a', 0.5)];
    const error = [0, 0.01, 0.04, 0.3];
    expect(dropBehind(ranked, ({ trial }) => error[trial]!).map(({ trial }) => trial)).toEqual([0, 2]);
    expect(dropBehind([], () => 0)).toEqual([]);
  });
});

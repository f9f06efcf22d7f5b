import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pace } from '../../src/estimators/kind-settings.js';
import { dropBehind, fullFitCount, isFitted, keepBest, planRungs, type Rung, type RungTrial, reachOf } from '../../src/stages/search/halving.js';

function paces(quickCount: number, slowCount = 0): readonly Pace[] {
  return Array.from({ length: quickCount + slowCount }, (_, index) => ({ family: String(index), startsSlowly: index >= quickCount }));
}

const told = (quickCount: number, slowCount?: number) =>
  planRungs(paces(quickCount, slowCount)).map(({ passes, judged, trialCount, keptCount }) => [passes, judged, trialCount, keptCount]);

describe('planRungs', () => {
  it('judges each pace for itself, then all trials: a third, half, a sixth, a twelfth and a 24th go on', () => {
    expect(planRungs(paces(24, 24))).toEqual([
      { rung: 0, passes: 1, judged: 'quick', trialCount: 24, keptCount: 8, dropsBehind: false },
      { rung: 1, passes: 2, judged: 'slow', trialCount: 32, keptCount: 20, dropsBehind: false },
      { rung: 2, passes: 3, judged: 'all', trialCount: 20, keptCount: 8, dropsBehind: false },
      { rung: 3, passes: 5, judged: 'all', trialCount: 8, keptCount: 4, dropsBehind: true },
      { rung: 4, passes: 7, judged: 'all', trialCount: 4, keptCount: 2, dropsBehind: true },
    ]);
    expect(told(18)).toEqual([
      [1, 'quick', 18, 6],
      [3, 'all', 6, 3],
      [5, 'all', 3, 2],
      [7, 'all', 2, 1],
    ]);
  });

  it('judges nobody by a first pass that says too little', () => {
    expect(told(0, 18)).toEqual([
      [2, 'slow', 18, 9],
      [3, 'all', 9, 3],
      [5, 'all', 3, 2],
      [7, 'all', 2, 1],
    ]);
  });

  it('has no rung that would drop nobody', () => {
    expect(told(1)).toEqual([]);
    expect(told(1, 1)).toEqual([[7, 'all', 2, 1]]);
    expect(told(4)).toEqual([
      [1, 'quick', 4, 2],
      [7, 'all', 2, 1],
    ]);
    expect(told(2, 3)).toEqual([
      [2, 'slow', 5, 4],
      [3, 'all', 4, 2],
      [7, 'all', 2, 1],
    ]);
  });

  it('leaves as many as a trial may be made of', () => {
    expect(planRungs(paces(18), 3).map(({ passes, keptCount }) => [passes, keptCount])).toEqual([
      [1, 6],
      [3, 3],
    ]);
    expect(planRungs(paces(2), 3)).toEqual([]);
  });

  it('ends with a 24th of all at most, or with one, after ever more passes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 2000 }), (quick, slow) => {
        const rungs = planRungs(paces(quick, slow));
        for (const { trialCount, keptCount } of rungs) expect(keptCount).toBeLessThan(trialCount);
        expect(fullFitCount(quick + slow, rungs)).toBe(Math.ceil((quick + slow) / 24));
        const passes = rungs.map((rung) => rung.passes);
        expect(passes).toEqual([...new Set(passes)].sort((a, b) => a - b));
        expect(rungs.map(({ rung }) => rung)).toEqual([...rungs.keys()]);
      }),
    );
  });
});

it('trials that start slowly are not fitted while only the others are judged', () => {
  const judged = ['quick', 'slow', 'all'] as const;
  expect(judged.map((judged) => isFitted({ startsSlowly: true }, { judged }))).toEqual([false, true, true]);
  expect(judged.map((judged) => isFitted({ startsSlowly: false }, { judged }))).toEqual([true, true, true]);
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

const trialOf = (trial: number, family: string, score: number, startsSlowly = false) => ({ trial, family, score, startsSlowly }) as RungTrial;

describe('keepBest', () => {
  const ranked = [trialOf(3, 'a', 0.9), trialOf(2, 'a', 0.8), trialOf(1, 'a', 0.7), trialOf(5, 'b', 0.6), trialOf(4, 'b', 0.5), trialOf(6, 'c', 0.1)];
  const rung: Rung = { rung: 0, passes: 1, judged: 'quick', trialCount: 6, keptCount: 4, dropsBehind: false };
  const kept = (rung: Rung, all = ranked) => keepBest(all, rung).map(({ trial }) => trial);

  it('keeps the best of every family before any second, where one pace is judged alone', () => {
    expect(kept(rung)).toEqual([3, 5, 6, 2]);
    expect(kept({ ...rung, keptCount: 2 })).toEqual([3, 5]);
  });

  it('later keeps the best of all', () => {
    expect(kept({ ...rung, judged: 'all' })).toEqual([3, 2, 1, 5]);
  });

  it('lets those go on that are not judged', () => {
    const mixed = [trialOf(9, 'd', 0.8, true), ...ranked.slice(0, 2), trialOf(8, 'd', 0.2, true), trialOf(7, 'e', 0.1, true)];
    expect(kept({ ...rung, passes: 2, judged: 'slow' }, mixed)).toEqual([9, 7, 3, 2]);
    expect(kept({ ...rung, passes: 2, judged: 'slow', keptCount: 3 }, mixed)).toEqual([9, 3, 2]);
  });

  it('leaves out whom it leaves out of a part, whatever else comes', () => {
    const trials = fc.array(fc.record({ family: fc.constantFrom('a', 'b', 'c'), score: fc.nat(20), startsSlowly: fc.boolean() }), { maxLength: 12 });
    const judged = fc.constantFrom('quick' as const, 'slow' as const, 'all' as const);
    fc.assert(
      fc.property(trials, judged, fc.nat(12), fc.nat(12), (drawn, judged, keptCount, partCount) => {
        const all = drawn.map((trial, index) => ({ ...trial, trial: index }) as RungTrial);
        const best = (some: readonly RungTrial[]) =>
          new Set(
            kept(
              { ...rung, judged, keptCount: Math.max(keptCount, othersOf(all, judged)) },
              [...some].sort((a, b) => b.score - a.score),
            ),
          );
        const [inPart, inAll] = [best(all.slice(0, partCount)), best(all)];
        for (const { trial } of all.slice(0, partCount)) if (!inPart.has(trial)) expect(inAll.has(trial)).toBe(false);
      }),
    );
  });
});

/** Those that go on unjudged: never more than go on. */
function othersOf(all: readonly RungTrial[], judged: Rung['judged']): number {
  return judged === 'all' ? 0 : all.filter(({ startsSlowly }) => startsSlowly !== (judged === 'slow')).length;
}

describe('dropBehind', () => {
  it('leaves out who is behind the first by more than the error of their difference, whatever stands between', () => {
    const ranked = [trialOf(0, 'a', 0.9), trialOf(1, 'a', 0.88), trialOf(2, 'a', 0.87), trialOf(3, 'a', 0.5)];
    const error = [0, 0.01, 0.04, 0.3];
    expect(dropBehind(ranked, ({ trial }) => error[trial]!).map(({ trial }) => trial)).toEqual([0, 2]);
    expect(dropBehind([], () => 0)).toEqual([]);
  });
});

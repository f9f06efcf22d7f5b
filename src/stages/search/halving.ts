import type { Trial } from '../../artifacts/trials.js';
import type { Pace } from '../../estimators/kind-settings.js';
import type { RankedTrial } from './choose-trial.js';

/** One step of successive halving: short fits of all trials that are to be judged, the best of which go on. */
export interface Rung {
  readonly rung: number;
  /** Passes of its fits, counted from the start: fits go on from those of the rung before. */
  readonly passes: number;
  /** Whether trials that start slowly are fitted and judged too; otherwise they go on unseen. */
  readonly judgesSlow: boolean;
  /** Trials that are fitted. */
  readonly trialCount: number;
  /** Of these the most that go on. */
  readonly keptCount: number;
}

/**
 * What becomes of the grid: a third of the trials that start quickly after one pass, a fifth of all trials after three, a twelfth
 * after five. Passes and shares were chosen on the curves of whole grids over three sets of texts and checked on others; see
 * "Halving that keeps slow starters" in benchmarks/LOG.md.
 */
const PLAN = [
  { passes: 1, judgesSlow: false, share: 1 / 3 },
  { passes: 3, judgesSlow: true, share: 1 / 5 },
  { passes: 5, judgesSlow: true, share: 1 / 12 },
] as const;

/** The fewest trials that go on. */
const LEAST_KEPT = 2;

/**
 * The rungs for trials of these paces: successive halving over passes (Jamieson and Talwalkar 2016; the inner loop of Hyperband, Li
 * et al. 2018). A rung that would drop nobody is left out, so that up to two trials have none.
 */
export function planRungs(paces: readonly Pace[]): readonly Rung[] {
  let slowCount = paces.filter(({ startsSlowly }) => startsSlowly).length;
  let quickCount = paces.length - slowCount;
  const rungs: Rung[] = [];
  for (const { passes, judgesSlow, share } of PLAN) {
    const trialCount = judgesSlow ? quickCount + slowCount : quickCount;
    const keptCount = Math.max(LEAST_KEPT, Math.ceil((judgesSlow ? paces.length : quickCount) * share));
    if (keptCount >= trialCount) continue;
    rungs.push({ rung: rungs.length, passes, judgesSlow, trialCount, keptCount });
    quickCount = keptCount;
    if (judgesSlow) slowCount = 0;
  }
  return rungs;
}

/** Trials that are fitted in full at most. */
export function fullFitCount(trialCount: number, rungs: readonly Rung[]): number {
  return rungs.reduce((left, rung) => left - (rung.trialCount - rung.keptCount), trialCount);
}

/**
 * What a trial may still reach: the score s_p after p passes, as validation judges a fit that ends there, and as much again as the
 * last pass has gained,
 *
 *   s_p + max(0, v_p − v_{p−1}),   v the metric after each pass
 *
 * which is where a curve ends whose every pass gains half of what the one before did.
 */
export function reachOf(score: number, passes: Trial['passes']): number {
  const [before, last] = passes.slice(-2).map((pass) => pass.score ?? 0);
  return last === undefined ? score : score + Math.max(0, last - (before as number));
}

/** A trial after a rung: `score` is what it may still reach. */
export interface RungTrial extends RankedTrial {
  /** As in `Pace`, and its feature variant. */
  readonly family: string;
}

/**
 * The trials that go on from a rung, given all of it, best first. After a first pass the best of each family come before all
 * seconds, these before all thirds, since families rise at their own speed; later what they reach is compared as it is.
 */
export function keepBest<Own extends RungTrial>(ranked: readonly Own[], { judgesSlow, keptCount }: Rung): readonly Own[] {
  return (judgesSlow ? ranked : byPlace(ranked)).slice(0, keptCount);
}

/** Sorted by place in the own family; those of a place stay as they are. */
export function byPlace<Own extends Pick<RungTrial, 'family'>>(ranked: readonly Own[]): readonly Own[] {
  const sizes = new Map<string, number>();
  const placed = ranked.map((trial) => {
    const place = sizes.get(trial.family) ?? 0;
    sizes.set(trial.family, place + 1);
    return { trial, place };
  });
  return placed.sort((a, b) => a.place - b.place).map(({ trial }) => trial);
}

/**
 * Those that are not clearly behind the first, as the one-standard-error rule has it (Breiman, Friedman, Olshen and Stone 1984), with
 * the error of the difference of two trials on the same rows: s ≥ s₁ − e, e = `errorOf(trial, first)`.
 */
export function dropBehind<Own extends RungTrial>(kept: readonly Own[], errorOf: (trial: Own, first: Own) => number): readonly Own[] {
  const [first, ...others] = kept;
  if (first === undefined) return [];
  return [first, ...others.filter((trial) => trial.score >= first.score - errorOf(trial, first))];
}

/** How long the fits of a rung are, in words. */
export function describePasses(passes: number): string {
  return passes === 1 ? 'one pass' : `${passes} passes`;
}

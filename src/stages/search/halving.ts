import type { Trial } from '../../artifacts/trials.js';
import type { Pace } from '../../estimators/kind-settings.js';
import type { RankedTrial } from './choose-trial.js';

/** One step of successive halving: short fits of the trials that are left, the best of which go on. */
export interface Rung {
  readonly rung: number;
  /** Passes of its fits, counted from the start: fits go on from those of the rung before. */
  readonly passes: number;
  /** Which of its trials are judged; the others go on. Where those that start quickly are judged alone, the others are not fitted yet. */
  readonly judged: Judged;
  /** Trials that are fitted. */
  readonly trialCount: number;
  /** Of these the most that go on. */
  readonly keptCount: number;
  /** Whether those that are clearly behind the first stop too. */
  readonly dropsBehind: boolean;
}

type Judged = 'quick' | 'slow' | 'all';

/**
 * What becomes of the grid: of the trials that start quickly a third goes on after one pass, of those that start slowly half after two,
 * then of all trials a sixth after three passes, a twelfth after five, a 24th after seven. Passes and shares were chosen on the curves of
 * whole grids over some sets of texts and checked on others; see "Halving, a second time" in benchmarks/LOG.md.
 */
const PLAN: readonly (Pick<Rung, 'passes' | 'judged' | 'dropsBehind'> & { readonly share: number; readonly least: number })[] = [
  { passes: 1, judged: 'quick', share: 1 / 3, least: 2, dropsBehind: false },
  { passes: 2, judged: 'slow', share: 1 / 2, least: 2, dropsBehind: false },
  { passes: 3, judged: 'all', share: 1 / 6, least: 2, dropsBehind: false },
  { passes: 5, judged: 'all', share: 1 / 12, least: 2, dropsBehind: true },
  { passes: 7, judged: 'all', share: 1 / 24, least: 1, dropsBehind: true },
];

/**
 * The rungs for trials of these paces: successive halving over passes (Jamieson and Talwalkar 2016; the inner loop of Hyperband, Li
 * et al. 2018). A rung that would drop nobody is left out, so that one trial has none. So many as `leastInFull` are left at the end, if
 * there are so many and none is clearly behind.
 */
export function planRungs(paces: readonly Pace[], leastInFull = 1): readonly Rung[] {
  const slowCount = paces.filter(({ startsSlowly }) => startsSlowly).length;
  const counts = { quick: paces.length - slowCount, slow: slowCount, all: paces.length };
  let { quick, slow } = counts;
  const rungs: Rung[] = [];
  for (const { passes, judged, share, least, dropsBehind } of PLAN) {
    const trialCount = judged === 'quick' ? quick : quick + slow;
    const judgedCount = { quick, slow, all: trialCount }[judged];
    const kept = Math.max(least, leastInFull, Math.ceil(counts[judged] * share));
    if (kept >= judgedCount) continue;
    rungs.push({ rung: rungs.length, passes, judged, trialCount, keptCount: trialCount - judgedCount + kept, dropsBehind });
    if (judged === 'slow') slow = kept;
    else [quick, slow] = [kept, judged === 'all' ? 0 : slow];
  }
  return rungs;
}

/** Trials that are fitted in full at most. */
export function fullFitCount(trialCount: number, rungs: readonly Rung[]): number {
  return rungs.reduce((left, rung) => left - (rung.trialCount - rung.keptCount), trialCount);
}

/** Whether the trials of a pace are fitted in a rung: those that start slowly are not, as long as only the others are judged. */
export function isFitted({ startsSlowly }: Pick<Pace, 'startsSlowly'>, { judged }: Pick<Rung, 'judged'>): boolean {
  return !startsSlowly || judged !== 'quick';
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
export interface RungTrial extends RankedTrial, Pace {}

/**
 * The trials that go on from a rung, given all of it, best first: those that are not judged, and the best of the others. Where one pace is
 * judged alone the best of each family come before all seconds, these before all thirds, since families rise at their own speed;
 * later what they reach is compared as it is.
 */
export function keepBest<Own extends RungTrial>(ranked: readonly Own[], { judged, keptCount }: Rung): readonly Own[] {
  if (judged === 'all') return ranked.slice(0, keptCount);
  const isJudged = ({ startsSlowly }: Own): boolean => startsSlowly === (judged === 'slow');
  const others = ranked.filter((trial) => !isJudged(trial));
  return [...byPlace(ranked.filter(isJudged)).slice(0, keptCount - others.length), ...others];
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

import { Rng, shuffle } from '../../core/rng.js';
import { strideOf } from '../../kernels/linear-layout.js';
import type { FitRequest } from '../fit.js';
import type { SolverSettings } from '../fit-record.js';
import { countBatches, type LabelledRows } from '../labelled-rows.js';
import type { LinearTeam } from '../linear-team.js';
import { FactorSteps } from './factor-steps.js';
import type { FastMember } from './fast-fit.js';
import { addScaled, scale, WeightSteps } from './fast-steps.js';
import { openTally, type PassTally } from './pass-tally.js';

/** One of the models that a fit is the average of: with a bound on the rank of its weights, or without. */
export interface MemberPlan {
  readonly rank: number | null;
  readonly seed: number;
  /** Its place among the members of its rank, from 0. */
  readonly place: number;
}

/** The members of a fit: those of bounded rank first, then, where both are mixed, as many without a bound. */
export function planMembers({ rank, seed, average = 1, mixed, fullShare }: SolverSettings): readonly MemberPlan[] {
  const ranks = mixed ? [rank, null] : [rank];
  const wanted = ranks.filter((own) => !mixed || fullShare === undefined || (own === null ? fullShare > 0 : fullShare < 1));
  return wanted.flatMap((own) => Array.from({ length: average }, (_, place) => ({ rank: own, seed: seedOf(seed, place), place })));
}

/** The first member is the fit that stands alone without an average. */
function seedOf(seed: number, place: number): number {
  return place === 0 ? seed : Rng.fromSeed(seed).fork(`member ${place}`).nextUint32();
}

/** The shares of the members in the weighted mean that is the model; those without a bound on their rank share `fullShare`. */
export function sharesOf(plans: readonly MemberPlan[], fullShare: number | null): readonly number[] {
  const full = plans.filter(({ rank }) => rank === null).length;
  const bounded = plans.length - full;
  if (full === 0 || bounded === 0) return plans.map(() => 1 / plans.length);
  return plans.map(({ rank }) => (rank === null ? (fullShare as number) / full : (1 - (fullShare as number)) / bounded));
}

/**
 * Whether a fit leaves the factors of its weights, each B times the share of its member, in place of the weights: where its model is to
 * be small, no member is without a bound on the rank, and the factors are fewer numbers. Weights in f32 are never left so: they are
 * made by all workers at once, where whoever opens a model makes them alone.
 */
export function leavesFactors({ settings, featureCount, classCount, keep, numberType = 'f32' }: KeptFit): boolean {
  const stride = strideOf(classCount);
  const plans = planMembers(settings);
  const rank = plans.reduce((sum, plan) => sum + (plan.rank ?? Number.POSITIVE_INFINITY), 0);
  return keep && numberType !== 'f32' && rank * (featureCount + stride) < featureCount * stride;
}

type KeptFit = Pick<FitRequest<SolverSettings, unknown>, 'settings' | 'featureCount' | 'keep' | 'numberType'> & { readonly classCount: number };

/** A member at work. Another place means another order of the mini-batches; the documents of each stay together, and near each other on disk. */
export function openMember(
  team: LinearTeam,
  rows: LabelledRows,
  { rank, seed, place }: MemberPlan,
  tallies: readonly PassTally[] = [openTally(team.layout.classCount)],
): FastMember {
  const steps = rank === null ? new WeightSteps(team) : new FactorSteps(team, seed);
  return { team, steps, seed, tallies, rows: place === 0 ? rows : { ...rows, batchOrder: drawOrder(countBatches(rows), seed) } };
}

function drawOrder(batchCount: number, seed: number): Uint32Array {
  return shuffle(
    Uint32Array.from({ length: batchCount }, (_, batch) => batch),
    Rng.fromSeed(seed).fork('batch order'),
  );
}

/**
 * W = Σ_m share_m · W_m and b = Σ_m share_m · b_m, where the first member has its own. Every worker calls it. With `wanted` (a byte a
 * feature), rows of W where that is 0 may be left undefined.
 */
export function averageMembers(members: readonly FastMember[], shares: readonly number[], wanted?: Uint8Array): void {
  const [{ team: into }] = members as readonly [FastMember];
  members.forEach(({ steps }, m) => {
    steps.finish(shares[m] as number, into, wanted);
  });
  averageIntercepts(members, shares);
}

/** The same where no member is without a bound on its rank, but for W: each B is taken times its member's share. */
export function weighFactors(members: readonly FastMember[], shares: readonly number[]): void {
  members.forEach(({ steps }, m) => {
    if (!(steps instanceof FactorSteps)) throw new TypeError('a member without a bound on its rank has no factors');
    steps.weigh(shares[m] as number);
  });
  averageIntercepts(members, shares);
}

function averageIntercepts(members: readonly FastMember[], shares: readonly number[]): void {
  const [{ team: into }] = members as readonly [FastMember];
  if (into.leads && members.length > 1) {
    members.forEach(({ team }, m) => {
      if (m === 0) scale(openCodes(team), shares[0] as number);
      else addScaled(openCodes(team), shares[m] as number, openCodes(into));
    });
  }
  into.barrier.wait();
}

/** The intercept without its padding, which stays closed. */
function openCodes({ intercept, layout }: LinearTeam): Float32Array {
  return intercept.subarray(0, layout.classCount);
}

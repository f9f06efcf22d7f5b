import { MANY_GROUPS } from './calibrator.js';
import type { DesignWeights } from './role-weights.js';

/** Groups by code: what incoming rows are like, and what the fits knew. */
export interface CodeGroups {
  /** Groups of each code in the data, and in the pool. */
  readonly inData: Uint32Array;
  readonly pool: Uint32Array;
  /** Groups of each code that the shipped model was fitted on. */
  readonly shipped: Uint32Array;
  /** Groups of each code that the fit without a fold was fitted on, fold by fold. */
  readonly known: readonly Uint32Array[];
  /** Groups of each code that were scored. */
  readonly scored: Uint32Array;
}

/** A row that was scored by the fit without its fold. */
export interface HeldOutRow {
  readonly code: number;
  readonly fold: number;
}

/** Upper ends of the steps of support, in groups: about a half more each. Above the last one, one group fewer is nothing. */
const STEPS = [1, 2, 3, 4, 6, 9, 14, MANY_GROUPS] as const;

/**
 * Of how many groups of its code a held-out row stands for a model. An incoming row of a code with T groups in the data meets a model that
 * knows T − 1 of them or so, the test role having taken one; a row that is held out from the rest meets one that knows T − 2. Of two codes
 * with equally many known groups the one with more in the data is the broader, and its rows are harder: on three sets a held-out row of
 * a rare code fared like an incoming one of support one lower than what its own fit knew. So what its fit knew less than the shipped
 * model counts twice, as far as the test role took groups of the code. 0: of no model.
 */
export function supportOf({ code, fold }: HeldOutRow, { inData, pool, shipped, known }: CodeGroups): number {
  const own = known[fold]![code]!;
  return own - Math.max(0, Math.min(inData[code]! - pool[code]!, shipped[code]! - own));
}

/**
 * Lets held-out rows stand for incoming ones. An incoming row has code c as often as the data has groups of it, and meets a model that
 * was fitted on so many groups of c as were shipped. So rows of one step of support share the groups in the data of the codes whose
 * shipped support lies in that step, and among themselves weigh as their codes do. Of a code that is in the data once nobody can say
 * how its next row fares: it is not counted, and a row without support weighs nothing.
 */
export function crossFitWeights(rows: readonly HeldOutRow[], groups: CodeGroups): DesignWeights {
  const { inData, shipped, scored } = groups;
  const support = rows.map((row) => supportOf(row, groups));
  const plain = rows.map(({ code }, i) => (support[i]! <= 0 ? 0 : inData[code]! / scored[code]!));
  const steps = support.map(stepOf);
  const there = new Float64Array(STEPS.length + 1);
  rows.forEach((_, i) => {
    there[steps[i]!]! += plain[i]!;
  });
  const { wanted, unspokenShare } = massByStep(inData, shipped, there);
  return { weight: Float64Array.from(plain, (weight, i) => (weight === 0 ? 0 : (weight * wanted[steps[i]!]!) / there[steps[i]!]!)), unspokenShare };
}

function stepOf(groups: number): number {
  const step = STEPS.findIndex((end) => groups <= end);
  return step === -1 ? STEPS.length : step;
}

/** Groups in the data by step of shipped support; those of a step without rows go to the nearest that has some, the lower one of two. */
function massByStep(
  inData: Uint32Array,
  shipped: Uint32Array,
  there: Float64Array,
): { readonly wanted: Float64Array; readonly unspokenShare: number } {
  const wanted = new Float64Array(there.length);
  let total = 0;
  let spoken = 0;
  inData.forEach((count, code) => {
    total += count;
    if (count < 2 || shipped[code] === 0) return;
    const step = nearest(there, stepOf(shipped[code]!));
    if (step === null) return;
    wanted[step]! += count;
    spoken += count;
  });
  return { wanted, unspokenShare: total === 0 ? 1 : 1 - spoken / total };
}

function nearest(there: Float64Array, step: number): number | null {
  for (let away = 0; away < there.length; away++) {
    if ((there[step - away] ?? 0) > 0) return step - away;
    if ((there[step + away] ?? 0) > 0) return step + away;
  }
  return null;
}

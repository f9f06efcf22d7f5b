import type { DesignWeights } from './role-weights.js';

/** Groups by code: what incoming rows are like, and what the fits knew. */
export interface CodeGroups {
  /** Groups of each code in the data. */
  readonly inData: Uint32Array;
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
const STEPS = [1, 2, 3, 4, 6, 9, 14, 22] as const;

/**
 * Lets held-out rows stand for incoming ones. An incoming row has code c as often as the data has groups of it, and meets a model that
 * was fitted on so many groups of c as were shipped; a held-out row meets one that knew fewer, those of its own fold being away. So rows
 * of one step of support, by what their own fit knew, share the groups in the data of the codes whose shipped support lies in that step,
 * and among themselves weigh as their codes do. Of a code that is in the data once nobody can say how its next row fares: it is not
 * counted, and a row whose code the fit does not know weighs nothing.
 */
export function crossFitWeights(rows: readonly HeldOutRow[], { inData, shipped, known, scored }: CodeGroups): DesignWeights {
  const plain = rows.map(({ code, fold }) => (known[fold]![code]! === 0 ? 0 : inData[code]! / scored[code]!));
  const steps = rows.map(({ code, fold }) => stepOf(known[fold]![code]!));
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

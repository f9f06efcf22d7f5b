import { type CostOf, type MemoryPart, neededPart, yieldingPart } from '../../forecast/cost.js';
import { kindSizes, largestOf, type SizedKind } from '../../training/kind-sizes.js';
import { trainingRowsParts } from '../../training/matrix-cost.js';

/** Rows to fit, which the final fit reads too, and the models of all trials at once. */
export const searchCost: CostOf = (run) => {
  const { search, runs } = run;
  const rows = runs('search') || runs('train') ? trainingRowsParts('search', run) : [];
  if (!runs('search')) return { memory: rows };
  const kinds = kindSizes(run);
  return {
    memory: [...rows, ...trialParts(kinds, search.foldCount)],
    seconds: search.foldCount * kinds.reduce((sum, kind) => sum + secondsOf(kind), 0),
  };
};

/** None where fits take nothing worth counting. */
function trialParts(kinds: readonly SizedKind[], foldCount: number): readonly MemoryPart[] {
  const one = largestOf(kinds, (size) => size.trialBytes);
  if (one + largestOf(kinds, (size) => size.modelBytes) === 0) return [];
  const all = kinds.reduce((sum, kind) => sum + kind.size.trialBytes * memoriesOf(kind, foldCount), 0);
  const further = all > one ? [yieldingPart('search', 'models of further trials', all - one)] : [];
  return [{ ...neededPart('search', 'model of one trial', one), isOneFit: true }, ...further];
}

/** Memories of trials that a kind comes to hold: short fits that may go on are held, if they can be, until longer ones go on from them. */
function memoriesOf({ steps, size }: SizedKind, foldCount: number): number {
  // A lane keeps its memory from fit to fit; one that a larger variant outgrows is freed late.
  const variantCount = steps.filter((step) => step.passes === null).length;
  const memories = steps.map(({ fits, kept }) => size.memories(fits * foldCount, kept * foldCount));
  return Math.max(...memories) * Math.min(2, variantCount);
}

function secondsOf({ steps, size }: SizedKind): number {
  return steps.reduce((sum, { fits, passes, from }) => sum + fits * size.trialSeconds(passes, from), 0);
}

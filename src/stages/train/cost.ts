import { type CostOf, type MemoryPart, neededPart, yieldingPart } from '../../forecast/cost.js';
import { kindSizes, largestOf, type SizedKind } from '../../training/kind-sizes.js';

/** The final fit, and the model that comes of it or is stored. Rows to fit are counted with the search. */
export const trainCost: CostOf = (run) => {
  const kinds = kindSizes(run);
  const isNew = run.runs('train');
  const memory = modelParts(kinds, isNew);
  return isNew
    ? { memory, diskBytes: largestOf(kinds, (size) => size.fileBytes), seconds: largestOf(kinds, (size) => size.finalSeconds) }
    : { memory };
};

/** None where fits take nothing worth counting. */
function modelParts(kinds: readonly SizedKind[], isNew: boolean): readonly MemoryPart[] {
  const bytes = largestOf(kinds, (size) => size.modelBytes);
  if (bytes + largestOf(kinds, (size) => size.trialBytes) === 0) return [];
  const fit = yieldingPart(
    'train',
    'final fit',
    largestOf(kinds, (size) => size.finalBytes),
    'final fits',
  );
  return [...(isNew ? [fit] : []), neededPart('train', 'the model', bytes, 'judging')];
}

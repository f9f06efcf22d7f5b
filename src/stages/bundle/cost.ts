import type { CostOf } from '../../forecast/cost.js';
import { largestVariant } from '../../forecast/run-scale.js';
import { modelBytes } from '../../training/kind-sizes.js';

/** Bundles leave out weights of zero: measured 0.57 to 1 of them are left. */
const MODEL_SHARE = 1;
/** An n-gram of the table, its name included. */
const KEY_BYTES = 38;

/** The bundle in the store, where it is new: the folder of a run links to it. */
export const bundleCost: CostOf = (run) => {
  const bytes = MODEL_SHARE * modelBytes(run) + KEY_BYTES * largestVariant(run.sizes).keyCount;
  return run.runs('bundle') ? { diskBytes: bytes } : {};
};

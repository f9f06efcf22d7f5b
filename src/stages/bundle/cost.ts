import type { CostOf } from '../../forecast/cost.js';
import { largestVariant } from '../../forecast/run-scale.js';

/** An n-gram of the table, its name included. */
const KEY_BYTES = 38;

/** The table of n-grams in the store, where the bundle is new: the model is linked to the fit, and the folder of a run to all of it. */
export const bundleCost: CostOf = (run) => (run.runs('bundle') ? { diskBytes: KEY_BYTES * largestVariant(run.sizes).keyCount } : {});

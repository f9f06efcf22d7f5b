import { type Cost, type CostOf, yieldingPart } from '../../forecast/cost.js';
import type { RunScale, RunSizes } from '../../forecast/run-scale.js';

// Measured: see `CostOf`.
const MB = 1e6;
/** Counting and merging n-grams: fixed, which stays, and what an n-gram of the table adds, its name on the heap included. */
const COUNTING_BYTES = 45 * MB;
const COUNTING_KEY_BYTES = 640;
/** Where they are stored: tables are read, with the names. */
const READING_BYTES = 25 * MB;
const READING_KEY_BYTES = 400;
/** On disk: an n-gram of a row as counted, before any is cut; as an entry of the matrix; and an n-gram of the table. */
const STORED_COUNT_BYTES = 7.5;
const STORED_ENTRY_BYTES = 8.1;
const STORED_KEY_BYTES = 38;
const COUNT_SECONDS = 0.45e-6;

/** N-grams of all variants: counts, tables and matrices on disk; in memory those of the variant with the most. */
export const featuresCost: CostOf = (run) => {
  const keys = run.sizes.variants.reduce((most, { keyCount }) => Math.max(most, keyCount), 0);
  return run.runs('features')
    ? {
        memory: [
          yieldingPart('features', 'counting n-grams', COUNTING_BYTES),
          yieldingPart('features', 'n-grams that are counted', COUNTING_KEY_BYTES * keys, 'counting'),
        ],
        ...workOf(run),
      }
    : { memory: [yieldingPart('features', 'n-grams and their names', READING_BYTES + READING_KEY_BYTES * keys)] };
};

function workOf({ sizes: { variants }, limits }: RunScale): Cost {
  return {
    diskBytes: total(variants, ({ countedCount, entryCount, keyCount }) => {
      return STORED_COUNT_BYTES * countedCount + STORED_ENTRY_BYTES * entryCount + STORED_KEY_BYTES * keyCount;
    }),
    seconds: total(variants, ({ countedCount }) => (COUNT_SECONDS * countedCount) / limits.workerCount),
  };
}

function total(variants: RunSizes['variants'], of: (variant: RunSizes['variants'][number]) => number): number {
  return variants.reduce((sum, variant) => sum + of(variant), 0);
}

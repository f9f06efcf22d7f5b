import { kindSizes, largest, largestVariant, type MemoryLimits, type SearchShape, type SizedKind } from './forecast-memory.js';
import type { RunSizes } from './run-sizes.js';

// Bytes in the store and the run folder, measured on the same four data sets as the memory.
const PREPARED_ROW_BYTES = 310;
const SPLIT_ROW_BYTES = 100;
/** An n-gram of a row as counted, before any is cut; and as an entry of the matrix. */
const COUNT_BYTES = 7.5;
const ENTRY_BYTES = 8.1;
const KEY_BYTES = 38;
/** Bundles leave out weights of zero: measured 0.57 to 1 of them are left, once: the run folder links to what the store has. */
const BUNDLE_SHARE = 1;
/** Report, tables of the run, records of the store. */
const RUN_BYTES = 3e6;

/** New bytes in the workspace: stored artifacts and the run folder. Space that is used on the way and given back is not in it. */
export function forecastDisk(sizes: RunSizes, search: SearchShape, limits: MemoryLimits, runs: (stage: string) => boolean): number {
  const { rowCount, variants } = sizes;
  let bytes = RUN_BYTES;
  if (runs('prepare')) bytes += PREPARED_ROW_BYTES * rowCount;
  if (runs('split')) bytes += SPLIT_ROW_BYTES * rowCount;
  if (runs('features')) {
    for (const { entryCount, keyCount, countedCount } of variants)
      bytes += COUNT_BYTES * countedCount + ENTRY_BYTES * entryCount + KEY_BYTES * keyCount;
  }
  const variant = largestVariant(variants);
  const model = largest(kindSizes(variant, sizes, search, limits), ({ size }) => size.modelBytes);
  const bundle = BUNDLE_SHARE * model + KEY_BYTES * variant.keyCount;
  if (runs('train')) bytes += model;
  if (runs('bundle')) bytes += bundle;
  return Math.ceil(bytes);
}

// Seconds on one core of a 2-core x64 machine at 2.5 GHz; `machineFactor` tells what another one makes of them.
const START_SECONDS = 2.3;
const PREPARE_ROW_SECONDS = 45e-6;
const SPLIT_ROW_SECONDS = 15e-6;
const COUNTED_SECONDS = 0.45e-6;
const FINISH_SECONDS = 2;

/** Seconds of each stage that has work, on the machine that the constants are of. The start counts as source, the end as report. */
export function plainStageSeconds(
  sizes: RunSizes,
  search: SearchShape,
  limits: MemoryLimits,
  runs: (stage: string) => boolean,
): Readonly<Record<string, number>> {
  const { rowCount, variants } = sizes;
  const { workerCount } = limits;
  const kinds = kindSizes(largestVariant(variants), sizes, search, limits);
  const seconds: Readonly<Record<string, () => number>> = {
    prepare: () => (PREPARE_ROW_SECONDS * rowCount) / workerCount,
    split: () => (SPLIT_ROW_SECONDS * rowCount) / workerCount,
    features: () => variants.reduce((sum, { countedCount }) => sum + (COUNTED_SECONDS * countedCount) / workerCount, 0),
    search: () => search.foldCount * kinds.reduce((sum, kind) => sum + searchSeconds(kind), 0),
    train: () => largest(kinds, ({ size }) => size.finalSeconds),
    evaluate: () => largest(kinds, ({ size }) => size.scoreSeconds),
  };
  const working = Object.entries(seconds).filter(([stage]) => runs(stage));
  return { source: START_SECONDS, ...Object.fromEntries(working.map(([stage, of]) => [stage, of()])), report: FINISH_SECONDS };
}

function searchSeconds({ steps, size }: SizedKind): number {
  return steps.reduce((sum, { fits, part }) => sum + fits * size.trialSeconds(part), 0);
}

/** The middle of how earlier runs compared with `plainSeconds`: measured divided by plain; 1 without any. */
export function machineFactor(earlier: readonly { readonly seconds: number; readonly plainSeconds: number }[]): number {
  const factors = earlier.filter((run) => run.plainSeconds > 0).map((run) => run.seconds / run.plainSeconds);
  factors.sort((a, b) => a - b);
  return factors[factors.length >> 1] ?? 1;
}

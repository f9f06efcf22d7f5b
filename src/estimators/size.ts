import type { NumberType } from '../core/number-type.js';

/** How much there is to fit: one feature variant, and the rows of a run by role. */
export interface FitSizes {
  readonly rowCount: number;
  readonly trainCount: number;
  readonly validationCount: number;
  /** Rows that are scored at the end. */
  readonly heldOutCount: number;
  readonly codeCount: number;
  readonly featureCount: number;
  /** Entries of the matrix. */
  readonly entryCount: number;
  /** Type that the numbers of the model are stored in. */
  readonly numberType: NumberType;
}

/** What fits may take. */
export interface SizeLimits {
  readonly workerCount: number;
  /** Shared memory that fits may take together. */
  readonly freeBytes: number;
  /** Whether the rows lie in memory; else a fit that visits them by chance reads its own into it: see `copiedRowBytes`. */
  readonly rowsInMemory: boolean;
}

/** What fits of a kind take. Seconds are those of the machine that the constants were measured on. */
export interface KindSize {
  /** Shared memory of one trial's fit, the largest of the search; 0 when it takes none worth counting. */
  readonly trialBytes: number;
  readonly finalBytes: number;
  /** The model in memory. */
  readonly modelBytes: number;
  /** The model on disk. */
  readonly fileBytes: number;
  /** How many times `trialBytes` are taken at once by so many fits, of which some are to be held in the end. */
  memories(fitCount: number, heldCount: number): number;
  /** One fit of so many passes at most; null: to its end. It goes on from one of `from` passes. */
  trialSeconds(passes: number | null, from: number): number;
  readonly finalSeconds: number;
  readonly scoreSeconds: number;
}

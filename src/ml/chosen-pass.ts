import type { FitOutcome } from './fit.js';
import type { PassRecord } from './fit-record.js';

/** What is known of the pass that validation chose; nothing of a fit that makes no passes. */
export function chosenPass({ passes, bestPass }: Pick<FitOutcome, 'passes' | 'bestPass'>): Partial<PassRecord> {
  return passes[bestPass - 1] ?? {};
}

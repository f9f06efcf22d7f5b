import type { KeptResult } from '../kept-result.js';

/** What `RESULT.json` holds: the last run of the whole suite. */
export interface FaultResult extends KeptResult {
  readonly faults: Readonly<Record<string, { readonly injected: number; readonly survived: number }>>;
}

/** Kinds of faults that were never injected, or not always survived. */
export function lostFaults({ faults }: FaultResult): string[] {
  const lost = Object.entries(faults).filter(([, { injected, survived }]) => injected === 0 || survived < injected);
  return lost.map(([fault, { injected, survived }]) => `${fault}: ${injected} injected, ${survived} survived`);
}

import type { QuarantineReason } from '../../artifacts/prepared.js';
import { openNearestCode } from './nearest-code.js';

/** What becomes of a label: a code, or a reason why its rows are bad. */
export type LabelOutcome =
  | { readonly kind: 'code'; readonly code: string; readonly recoded: 'no' | '1:1' | 'n:1' }
  | { readonly kind: 'bad'; readonly reason: QuarantineReason; readonly detail: string };

/** Outcomes of labels, as plain data that goes to every worker. */
export interface LabelTable {
  readonly outcomes: readonly (readonly [label: string, outcome: LabelOutcome])[];
  /** Labels that the table does not list: valid as they are (no codebook), or not. */
  readonly others: 'valid' | 'bad';
  /** Labels that mean that there is none, unless the table lists them. */
  readonly missing: readonly string[];
}

/** Says what becomes of a label. */
export type ResolveLabel = (label: string) => LabelOutcome;

/** Opens a table for look-ups. */
export function openLabelTable(table: LabelTable): ResolveLabel {
  const outcomes = new Map(table.outcomes);
  const missing = new Set(table.missing);
  const nearestCode = openNearestCode([...outcomes.keys()]);
  return (label) => {
    const outcome = outcomes.get(label);
    if (outcome !== undefined) return outcome;
    if (missing.has(label)) return { kind: 'bad', reason: 'null-label', detail: label };
    if (table.others === 'valid') return { kind: 'code', code: label, recoded: 'no' };
    const near = nearestCode(label);
    return { kind: 'bad', reason: 'code-not-in-codebook', detail: near === undefined ? label : `${label}; the nearest code is ${near}` };
  };
}

import type { QuarantineReason } from '../../artifacts/prepared.js';

/** What becomes of a label: a code, or a reason why its rows are bad. */
export type LabelOutcome =
  | { readonly kind: 'code'; readonly code: string; readonly recoded: 'no' | '1:1' | 'n:1' }
  | { readonly kind: 'bad'; readonly reason: QuarantineReason; readonly detail: string };

/** Outcomes of labels, as plain data that goes to every worker. */
export interface LabelTable {
  readonly outcomes: readonly (readonly [label: string, outcome: LabelOutcome])[];
  /** Labels that the table does not list: valid as they are (no codebook), or not. */
  readonly others: 'valid' | 'bad';
}

export type ResolveLabel = (label: string) => LabelOutcome;

/** Opens a table for look-ups. */
export function openLabelTable(table: LabelTable): ResolveLabel {
  const outcomes = new Map(table.outcomes);
  return (label) => {
    const outcome = outcomes.get(label);
    if (outcome !== undefined) return outcome;
    if (table.others === 'valid') return { kind: 'code', code: label, recoded: 'no' };
    return { kind: 'bad', reason: 'code-not-in-codebook', detail: label };
  };
}

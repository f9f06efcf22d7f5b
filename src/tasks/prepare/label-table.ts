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

/** A table opened for the labels of one shard. A class, so that what calls it for one shard is compiled for all. */
export class OpenLabels {
  readonly #table: LabelTable;
  readonly #outcomes: ReadonlyMap<string, LabelOutcome>;
  readonly #missing: ReadonlySet<string>;
  readonly #nearestCode: (label: string) => string | undefined;

  constructor(table: LabelTable) {
    this.#table = table;
    this.#outcomes = new Map(table.outcomes);
    this.#missing = new Set(table.missing);
    this.#nearestCode = openNearestCode([...this.#outcomes.keys()]);
  }

  /** Says what becomes of a label. */
  resolve(label: string): LabelOutcome {
    const outcome = this.#outcomes.get(label);
    if (outcome !== undefined) return outcome;
    if (this.#missing.has(label)) return { kind: 'bad', reason: 'null-label', detail: label };
    if (this.#table.others === 'valid') return { kind: 'code', code: label, recoded: 'no' };
    const near = this.#nearestCode(label);
    return { kind: 'bad', reason: 'code-not-in-codebook', detail: near === undefined ? label : `${label}; the nearest code is ${near}` };
  }
}

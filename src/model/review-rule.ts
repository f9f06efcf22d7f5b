import type { ScoredCode } from './predictor.js';

/** Whether a row is coded unseen, and why not; with `parent` under a parent of its code. */
export interface RowDecision {
  readonly decision: 'automatic' | 'parent' | 'review';
  /** Why there is no code, or what makes it doubtful; `low-score` when that is all there is to say. */
  readonly reason: string | null;
  /** With `parent` the nearest one whose score reaches the threshold. */
  readonly parent: ScoredCode | null;
}

/** What a model says of a row. */
export interface SaidOfRow {
  readonly score: number | null;
  readonly reason: string | null;
  /** Parents of its code, the nearest first; none from a model that does not stop at them. */
  readonly parents?: readonly ScoredCode[];
}

/**
 * A row without a code or with a doubtful one always needs a person; without a threshold no other row does. A threshold of 1 sends
 * everything to people: then no parent is taken either.
 */
export function decideRow({ score, reason, parents = [] }: SaidOfRow, threshold: number | null): RowDecision {
  if (score === null || reason !== null) return { decision: 'review', reason, parent: null };
  if (threshold === null || score >= threshold) return { decision: 'automatic', reason: null, parent: null };
  const parent = threshold < 1 ? parents.find((each) => each.score >= threshold) : undefined;
  return { decision: parent === undefined ? 'review' : 'parent', reason: 'low-score', parent: parent ?? null };
}

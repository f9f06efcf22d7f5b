import type { Rng } from '../../core/rng.js';
import { kishSize } from '../intervals/effective-size.js';
import type { ScoredRows } from './scored-rows.js';

/**
 * One row of each group, drawn with a chance in proportion to its weight, with the weight of the whole group: so drawn they are
 * independent, and together say of rows as they come. By falling score. Groups without weight are left out.
 */
export interface RankedRows {
  /** Places in the rows that were ranked. */
  readonly row: Uint32Array;
  readonly score: Float64Array;
  readonly wrong: Uint8Array;
  readonly weight: Float64Array;
}

/** Draws the rows. Cost: rows · ln(rows). */
export function rankGroups({ group, weight, score, wrong }: ScoredRows, rng: Rng): RankedRows {
  const order = Uint32Array.from(group.keys()).sort((a, b) => group[a]! - group[b]! || a - b);
  const drawn: number[] = [];
  const weights: number[] = [];
  let chosen = -1;
  let total = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    total += weight[row]!;
    // A later row takes the place of an earlier one with its share of the weight so far.
    if (weight[row]! > 0 && (chosen === -1 || rng.nextFloat() * total < weight[row]!)) chosen = row;
    const next = order[i + 1];
    if (next !== undefined && group[next] === group[row]) continue;
    if (chosen !== -1) {
      drawn.push(chosen);
      weights.push(total);
    }
    chosen = -1;
    total = 0;
  }
  const byScore = Uint32Array.from(drawn.keys()).sort((a, b) => score[drawn[b]!]! - score[drawn[a]!]! || drawn[a]! - drawn[b]!);
  const row = Uint32Array.from(byScore, (i) => drawn[i]!);
  return {
    row,
    score: Float64Array.from(row, (r) => score[r]!),
    wrong: Uint8Array.from(row, (r) => wrong[r]!),
    weight: Float64Array.from(byScore, (i) => weights[i]!),
  };
}

/** What is known of the error among some independent rows. */
export interface WeighedError {
  /** Σ w. */
  readonly weight: number;
  /** R = Σ w·wrong / Σ w; 0 without rows. */
  readonly error: number;
  /** n_eff = (Σ w)² / Σ w² (Kish 1965). */
  readonly effectiveCount: number;
}

/** Adds up weights, errors and squares of rows, in the order in which they come. */
export class ErrorSum {
  #weight = 0;
  #wrong = 0;
  #squares = 0;

  add(weight: number, wrong: number): void {
    this.#weight += weight;
    this.#wrong += weight * wrong;
    this.#squares += weight * weight;
  }

  read(): WeighedError {
    const weight = this.#weight;
    return { weight, error: weight > 0 ? this.#wrong / weight : 0, effectiveCount: kishSize(weight, this.#squares) };
  }
}

import type { Rng } from '../../core/rng.js';
import type { NodeRows } from './node-rows.js';

/** The n-gram that splits a node best, and what that takes off the impurity of its rows, by weight; null when none that was drawn does. */
export type BestSplit = { readonly feature: number; readonly decrease: number } | null;

/**
 * Draws n-grams for the split of a node and finds the best. With T_k the weight of the node's rows of code k, T their sum, and h_k, h
 * the same of the rows that have the n-gram, the Gini impurity of both sides is least where
 *   Σ_k h_k² / h + Σ_k (T_k − h_k)² / (T − h)
 * is largest. Both sums are kept up as rows are counted, so that codes that no row has cost nothing. Of equal ones the first drawn wins.
 */
export class Candidates {
  /** Place of each feature among the drawn, from 1; 0: not drawn. */
  readonly #placeOf: Uint16Array;
  readonly #features: Uint32Array;
  /** h_k of each candidate, and which of them are not 0. */
  readonly #weights: Float64Array;
  readonly #touched: Uint32Array;
  readonly #rowCounts: Uint32Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  readonly #products: Float64Array;
  #count = 0;
  #touchedCount = 0;

  constructor(
    readonly nodeRows: NodeRows,
    readonly tried: number,
    featureCount: number,
  ) {
    const codeCount = nodeRows.totals.length;
    this.#placeOf = new Uint16Array(featureCount);
    this.#features = new Uint32Array(tried);
    this.#weights = new Float64Array(tried * codeCount);
    this.#touched = new Uint32Array(tried * codeCount);
    this.#rowCounts = new Uint32Array(tried);
    this.#sums = new Float64Array(tried);
    this.#squares = new Float64Array(tried);
    this.#products = new Float64Array(tried);
  }

  /** Of the node of rows from … to-1, whose totals are there. */
  findBest(from: number, to: number, leafRows: number, rng: Rng): BestSplit {
    this.#draw(from, to, rng);
    this.#countRows(from, to);
    const best = this.#best(to - from, leafRows);
    const { total, totalSquares } = this.nodeRows;
    const found = best < 0 ? null : { feature: this.#features[best]!, decrease: this.#scoreOf(best) - totalSquares / total };
    this.#clear();
    return found;
  }

  /** A random row of the node, and a random n-gram of it: frequent ones come up more often. */
  #draw(from: number, to: number, rng: Rng): void {
    const { rows, order } = this.nodeRows;
    for (let draw = 0; draw < this.tried; draw++) {
      const row = order[from + rng.nextBelow(to - from)]!;
      const start = rows.offsets[row]!;
      const length = rows.offsets[row + 1]! - start;
      if (length === 0) continue;
      const feature = rows.ids[start + rng.nextBelow(length)]!;
      if (this.#placeOf[feature] !== 0) continue;
      this.#features[this.#count++] = feature;
      this.#placeOf[feature] = this.#count;
    }
  }

  #countRows(from: number, to: number): void {
    const { rows, order, weight, totals } = this.nodeRows;
    const { ids, offsets, label } = rows;
    const placeOf = this.#placeOf;
    const codeCount = totals.length;
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      const end = offsets[row + 1]!;
      for (let e = offsets[row]!; e < end; e++) {
        const place = placeOf[ids[e]!]!;
        if (place !== 0) this.#add(place - 1, codeCount, label[row]!, weight[row]!, totals[label[row]!]!);
      }
    }
  }

  #add(candidate: number, codeCount: number, code: number, weight: number, total: number): void {
    const at = candidate * codeCount + code;
    const before = this.#weights[at]!;
    if (before === 0) this.#touched[this.#touchedCount++] = at;
    this.#weights[at] = before + weight;
    this.#rowCounts[candidate]!++;
    this.#sums[candidate]! += weight;
    this.#squares[candidate]! += weight * (2 * before + weight);
    this.#products[candidate]! += weight * total;
  }

  /** −1 when no split leaves enough rows on both sides, and less impurity than there was. */
  #best(rowCount: number, leafRows: number): number {
    const { total, totalSquares } = this.nodeRows;
    let best = -1;
    let most = (totalSquares / total) * (1 + 1e-9);
    for (let c = 0; c < this.#count; c++) {
      if (this.#rowCounts[c]! < leafRows || rowCount - this.#rowCounts[c]! < leafRows || !(total - this.#sums[c]! > 0)) continue;
      const score = this.#scoreOf(c);
      if (score <= most) continue;
      most = score;
      best = c;
    }
    return best;
  }

  /** Σ_k h_k² / h + Σ_k (T_k − h_k)² / (T − h). */
  #scoreOf(c: number): number {
    const { total, totalSquares } = this.nodeRows;
    return this.#squares[c]! / this.#sums[c]! + (totalSquares - 2 * this.#products[c]! + this.#squares[c]!) / (total - this.#sums[c]!);
  }

  #clear(): void {
    for (let i = 0; i < this.#touchedCount; i++) this.#weights[this.#touched[i]!] = 0;
    for (let c = 0; c < this.#count; c++) {
      this.#placeOf[this.#features[c]!] = 0;
      this.#rowCounts[c] = this.#sums[c] = this.#squares[c] = this.#products[c] = 0;
    }
    this.#count = this.#touchedCount = 0;
  }
}

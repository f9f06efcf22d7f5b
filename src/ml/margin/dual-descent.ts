import { Rng } from '../../core/rng.js';
import type { PlacedRows } from './placed-rows.js';

/** P and D of a fit, and ‖∇P‖². */
export interface Bounds {
  readonly primal: number;
  readonly dual: number;
  readonly gradientSquare: number;
}

/** Changes of α below it are none. */
const STILL = 1e-12;

/**
 * Dual coordinate descent for a linear machine with squared hinge loss (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008), which
 * tells some rows from all others. With y_i = 1 for these and −1 for the others, x_i with a last entry 1 for the intercept, and
 * C_i = weight_i / (l2·n):
 *   least    P(w) = ½‖w‖² + Σ_i C_i · max(0, 1 − y_i w·x_i)²
 *   largest  D(α) = Σ_i α_i − ½‖w‖² − Σ_i α_i² / (4 C_i)   with w = Σ_i α_i y_i x_i and α_i ≥ 0
 * D(α) ≤ P(w) for any α and w. Each pass visits the rows in a new order, drawn by the seed alone: in one that stays, thirty times as
 * many passes are not enough. Rows whose α is 0 and looks like staying so are left out of further passes (their §3.3) until the
 * others are done; then all are looked at again. One machine after the other: `begin` forgets the last one.
 */
export class DualDescent {
  /** By feature; 0 for those that no row has. */
  readonly weights: Float64Array;
  intercept = 0;
  readonly #alpha: Float64Array;
  readonly #y: Int8Array;
  readonly #gradient: Float64Array;
  /** The first `#activeCount` are visited. */
  readonly #order: Uint32Array;
  #activeCount = 0;
  /** Rows of α 0 with a gradient above it are left out: the largest of the last pass. */
  #limit = Number.POSITIVE_INFINITY;
  #rng: Rng;

  constructor(
    readonly rows: PlacedRows,
    featureCount: number,
    /** C_i of a row of weight 1: 1 / (l2·n), n being the rows of the whole fit. */
    readonly roomOfOne: number,
    readonly seed: number,
  ) {
    this.weights = new Float64Array(featureCount);
    this.#gradient = new Float64Array(featureCount);
    this.#alpha = new Float64Array(rows.rowCount);
    this.#y = new Int8Array(rows.rowCount);
    this.#order = new Uint32Array(rows.rowCount);
    this.#rng = Rng.fromSeed(seed);
  }

  /** Starts anew, from α = 0. */
  begin(isOwn: (row: number) => boolean): void {
    const { rows, weights } = this;
    for (const feature of rows.features) weights[feature] = 0;
    this.intercept = 0;
    this.#alpha.fill(0);
    for (let i = 0; i < rows.rowCount; i++) this.#y[i] = isOwn(i) ? 1 : -1;
    for (let i = 0; i < rows.rowCount; i++) this.#order[i] = i;
    this.#rng = Rng.fromSeed(this.seed).fork('dual descent');
    this.#visitAll();
  }

  /**
   * Passes until no two projected gradients of all rows are further than `spread` from one another, or so many passes are made; how
   * many were made.
   */
  descend(spread: number, maxPasses: number): number {
    for (let passes = 1; passes <= maxPasses; passes++) {
      if (this.#pass() > spread) continue;
      if (this.#activeCount === this.rows.rowCount) return passes;
      this.#visitAll();
    }
    return maxPasses;
  }

  /** Of the weights as they are, whatever was rounded or left out of them; D is one of α only while nothing was. */
  bounds(): Bounds {
    const { rows, weights, intercept } = this;
    const [gradient, y, alpha] = [this.#gradient, this.#y, this.#alpha];
    let square = intercept * intercept;
    for (const feature of rows.features) {
      gradient[feature] = weights[feature]!;
      square += weights[feature]! * weights[feature]!;
    }
    let [loss, gain, ofIntercept] = [0, 0, intercept];
    for (let i = 0; i < rows.rowCount; i++) {
      const room = this.roomOfOne * rows.weight[i]!;
      if (room === 0) continue;
      gain += alpha[i]! - (alpha[i]! * alpha[i]!) / (4 * room);
      const margin = 1 - y[i]! * (intercept + productOf(rows, i, weights));
      if (margin <= 0) continue;
      loss += room * margin * margin;
      const move = -2 * room * margin * y[i]!;
      addRow(rows, i, move, gradient);
      ofIntercept += move;
    }
    const gradientSquare = rows.features.reduce((sum, feature) => sum + gradient[feature]! * gradient[feature]!, ofIntercept * ofIntercept);
    return { primal: square / 2 + loss, dual: gain - square / 2, gradientSquare };
  }

  /** Rounds weights and intercept to f32, as they are kept, and leaves out weights that are nearer to 0 than `least`. */
  round(least: number): void {
    const { rows, weights } = this;
    for (const feature of rows.features) weights[feature] = Math.abs(weights[feature]!) < least ? 0 : Math.fround(weights[feature]!);
    this.intercept = Math.fround(this.intercept);
  }

  #visitAll(): void {
    this.#activeCount = this.rows.rowCount;
    this.#limit = Number.POSITIVE_INFINITY;
  }

  /**
   * Each α_i in turn goes to its optimum, the others staying as they are: with G = y_i w·x_i − 1 + α_i / (2 C_i) it becomes
   * max(0, α_i − G / (‖x_i‖² + 1 / (2 C_i))). How far apart the projected gradients were: G, or 0 where α_i is 0 and G above it.
   */
  #pass(): number {
    const { rows, weights } = this;
    const [alpha, y, order, limit] = [this.#alpha, this.#y, this.#order, this.#limit];
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    this.#shuffleActive();
    let active = this.#activeCount;
    for (let place = 0; place < active; place++) {
      const i = order[place]!;
      const room = this.roomOfOne * rows.weight[i]!;
      const slack = 1 / (2 * room);
      const before = alpha[i]!;
      const gradient = y[i]! * (this.intercept + productOf(rows, i, weights)) - 1 + (room === 0 ? 0 : before * slack);
      if (room === 0 || (before === 0 && gradient > limit)) {
        order[place--] = order[--active]!;
        order[active] = i;
        continue;
      }
      const projected = before === 0 ? Math.min(0, gradient) : gradient;
      if (projected < least) least = projected;
      if (projected > most) most = projected;
      if (Math.abs(projected) < STILL) continue;
      alpha[i] = Math.max(0, before - gradient / (rows.square[i]! + slack));
      const move = (alpha[i]! - before) * y[i]!;
      addRow(rows, i, move, weights);
      this.intercept += move;
    }
    this.#activeCount = active;
    this.#limit = most > 0 ? most : Number.POSITIVE_INFINITY;
    return most - least;
  }

  #shuffleActive(): void {
    const order = this.#order;
    for (let i = this.#activeCount - 1; i > 0; i--) {
      const j = this.#rng.nextBelow(i + 1);
      const held = order[i]!;
      order[i] = order[j]!;
      order[j] = held;
    }
  }
}

function productOf({ shards, shard, from, to }: PlacedRows, i: number, weights: Float64Array): number {
  const { ids, values } = shards[shard[i]!]!;
  let sum = 0;
  for (let e = from[i]!, end = to[i]!; e < end; e++) sum += values[e]! * weights[ids[e]!]!;
  return sum;
}

function addRow({ shards, shard, from, to }: PlacedRows, i: number, scale: number, into: Float64Array): void {
  const { ids, values } = shards[shard[i]!]!;
  for (let e = from[i]!, end = to[i]!; e < end; e++) into[ids[e]!]! += scale * values[e]!;
}

import { Rng, shuffle } from '../../core/rng.js';
import { entriesOf, type LabelledRows } from '../../ml/labelled-rows.js';

/** The problem of some codes, each against all others. */
export interface CodesProblem {
  readonly rows: LabelledRows;
  readonly featureCount: number;
  /** The codes first … last-1. */
  readonly first: number;
  readonly last: number;
  readonly l2: number;
  /** Of the order in which rows are visited. */
  readonly seed: number;
}

/**
 * Dual coordinate descent for a linear machine with squared hinge loss (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008), for several
 * codes in one walk over the rows. Of code k, with y_i = 1 for its rows and −1 for others, x_i with a last entry 1 for the intercept,
 * and C_i = weight_i / (l2·n):
 *   least    P(w) = ½‖w‖² + Σ_i C_i · max(0, 1 − y_i w·x_i)²
 *   largest  D(α) = Σ_i α_i − ½‖w‖² − Σ_i α_i² / (4 C_i)   with w = Σ_i α_i y_i x_i and α_i ≥ 0
 * D(α) ≤ P(w) for any α and w. Each pass visits the rows in a new order, drawn by the seed alone: in one that stays, thirty times as
 * many passes are not enough. No code knows of another, so that a bit never depends on which are fitted together.
 */
export class DualDescent {
  readonly codeCount: number;
  /** Feature-major, a number a code. */
  readonly weights: Float64Array;
  readonly intercept: Float64Array;
  /** Row-major, a number a code. */
  readonly #alpha: Float64Array;
  readonly #sums: Float64Array;
  readonly #moves: Float64Array;
  readonly #order: Uint32Array;
  readonly #rng: Rng;

  constructor(readonly problem: CodesProblem) {
    const { rows, featureCount, first, last, seed } = problem;
    this.codeCount = last - first;
    this.weights = new Float64Array(featureCount * this.codeCount);
    this.intercept = new Float64Array(this.codeCount);
    this.#alpha = new Float64Array(rows.row.length * this.codeCount);
    this.#sums = new Float64Array(this.codeCount);
    this.#moves = new Float64Array(this.codeCount);
    this.#order = Uint32Array.from(rows.row.keys());
    this.#rng = Rng.fromSeed(seed).fork('dual descent');
  }

  /** One pass: each α_i in turn goes to its optimum, the others staying as they are. */
  pass(): void {
    const { rows } = this.problem;
    for (const i of shuffle(this.#order, this.#rng)) {
      const room = this.#roomOf(i);
      if (room === 0) continue;
      const { ids, values, from, to } = entriesOf(rows, i);
      let norm = 1;
      for (let e = from; e < to; e++) norm += values[e]! * values[e]!;
      this.#score(ids, values, from, to);
      if (this.#findMoves(i, norm, 1 / (2 * room))) this.#move(ids, values, from, to);
    }
  }

  /** P and D of each code, with weights as they are; `dual` is that of the weights that α makes. */
  bounds(): { readonly primal: Float64Array; readonly dual: Float64Array } {
    const squares = this.squares();
    const primal = squares.map((square) => square / 2);
    const dual = squares.map((square) => -square / 2);
    this.#eachRow((i, room, code, margin) => {
      primal[code]! += room * margin * margin;
      const alpha = this.#alpha[i * this.codeCount + code]!;
      dual[code]! += alpha - (alpha * alpha) / (4 * room);
    });
    return { primal, dual };
  }

  /** ‖w‖² of each code, its intercept included. */
  squares(): Float64Array {
    const squares = this.intercept.map((value) => value * value);
    const { codeCount, weights } = this;
    for (let at = 0; at < weights.length; at += codeCount) {
      for (let code = 0; code < codeCount; code++) squares[code]! += weights[at + code]! * weights[at + code]!;
    }
    return squares;
  }

  /** ‖∇P‖² of all codes together. */
  gradientSquare(): number {
    const { codeCount } = this;
    const gradient = this.weights.slice();
    const ofIntercept = this.intercept.slice();
    this.#eachRow((i, room, code, margin, y) => {
      const move = 2 * room * margin * y;
      if (move === 0) return;
      const { ids, values, from, to } = entriesOf(this.problem.rows, i);
      for (let e = from; e < to; e++) gradient[ids[e]! * codeCount + code]! -= move * values[e]!;
      ofIntercept[code]! -= move;
    });
    const add = (sum: number, value: number): number => sum + value * value;
    return gradient.reduce(add, ofIntercept.reduce(add, 0));
  }

  /** Rounds weights and intercepts to f32, as they are kept. */
  round(): void {
    for (const numbers of [this.weights, this.intercept]) for (let at = 0; at < numbers.length; at++) numbers[at] = Math.fround(numbers[at]!);
  }

  /** C_i. */
  #roomOf(i: number): number {
    const { rows, l2 } = this.problem;
    return rows.weight[i]! / (l2 * rows.row.length);
  }

  /** Calls `use` with C_i, max(0, 1 − y_i w·x_i) and y_i of each row of weight and each code. */
  #eachRow(use: (i: number, room: number, code: number, margin: number, y: number) => void): void {
    const { rows, first } = this.problem;
    for (let i = 0; i < rows.row.length; i++) {
      const room = this.#roomOf(i);
      if (room === 0) continue;
      const { ids, values, from, to } = entriesOf(rows, i);
      this.#score(ids, values, from, to);
      for (let code = 0; code < this.codeCount; code++) {
        const y = rows.label[i] === first + code ? 1 : -1;
        use(i, room, code, Math.max(0, 1 - y * this.#sums[code]!), y);
      }
    }
  }

  /** w·x of each code. */
  #score(ids: Uint32Array, values: Float32Array, from: number, to: number): void {
    const { weights, codeCount } = this;
    const sums = this.#sums;
    sums.set(this.intercept);
    for (let e = from; e < to; e++) {
      const value = values[e]!;
      const at = ids[e]! * codeCount;
      for (let code = 0; code < codeCount; code++) sums[code]! += value * weights[at + code]!;
    }
  }

  /** How far α_i y_i of each code goes; whether any does. With G = y_i w·x_i − 1 + α_i / (2 C_i): α_i becomes max(0, α_i − G / (‖x_i‖² + 1 / (2 C_i))). */
  #findMoves(i: number, norm: number, slack: number): boolean {
    const { rows, first } = this.problem;
    const own = rows.label[i]! - first;
    let moves = false;
    for (let code = 0; code < this.codeCount; code++) {
      const y = own === code ? 1 : -1;
      const at = i * this.codeCount + code;
      const before = this.#alpha[at]!;
      const after = Math.max(0, before - (y * this.#sums[code]! - 1 + before * slack) / (norm + slack));
      this.#alpha[at] = after;
      this.#moves[code] = y * (after - before);
      if (after !== before) moves = true;
    }
    return moves;
  }

  #move(ids: Uint32Array, values: Float32Array, from: number, to: number): void {
    const { weights, codeCount, intercept } = this;
    const moves = this.#moves;
    for (let code = 0; code < codeCount; code++) intercept[code]! += moves[code]!;
    for (let e = from; e < to; e++) {
      const value = values[e]!;
      const at = ids[e]! * codeCount;
      for (let code = 0; code < codeCount; code++) weights[at + code]! += value * moves[code]!;
    }
  }
}

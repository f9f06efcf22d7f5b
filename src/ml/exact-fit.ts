import { BATCH_DOCUMENTS, EXACT_VECTORS } from '../kernels/linear-layout.js';
import type { FitStatus } from './fit-record.js';
import type { LabelledRows } from './labelled-rows.js';
import type { LinearTeam } from './linear-team.js';

/** Settings of an exact fit. */
export interface ExactOptions {
  /** Above 0. */
  readonly l2: number;
  /** Relative gap to reach, as estimated from the f32 gradient. */
  readonly tolerance: number;
  /** The most Newton steps. */
  readonly maxPasses: number;
}

/** What is known after a Newton step. `relativeGap` is ‖∇_W F‖² / (2·l2·F), which leaves the intercept's residual out. */
export interface ExactPass {
  readonly pass: number;
  readonly objective: number;
  readonly gradientNorm: number;
  readonly relativeGap: number;
}

const MAX_CONJUGATE_STEPS = 60;
const MAX_HALVINGS = 20;
const SUFFICIENT_DECREASE = 1e-4;
/** Relative noise of F when its scores are f32: a rise below it is none. */
const OBJECTIVE_NOISE = 2e-7;
/** Least mean p(1 − p) of a code in the preconditioner: rare codes would otherwise be divided by 0. */
const LEAST_SPREAD = 1e-9;

/**
 * Minimises F(W, b) = (1/n) Σ w_i·loss_i + l2/2·‖W‖² by Newton steps H s = −∇F, each solved by conjugate gradients with the
 * preconditioner M_jk = l2 + (1/n) Σ_i w_i x_ij² · mean p_k(1 − p_k), and a backtracking line search. Starts from the weights
 * as they stand. Every member of the team calls it; `endPass` runs on all of them after each step.
 * Holds five weight-sized vectors beside the weights. Source: truncated Newton as in Lin, Weng and Keerthi (2008), with the
 * preconditioned conjugate gradients of Hsia, Chiang and Lin (2018).
 */
export function fitExact(team: LinearTeam, rows: LabelledRows, options: ExactOptions, endPass: (pass: ExactPass) => void): FitStatus {
  const solver = new NewtonSolver(team, rows, options.l2);
  let point = solver.evaluate();
  for (let pass = 0; ; pass++) {
    const norms = solver.begin();
    const relativeGap = norms.weightSquare / (2 * options.l2) / point;
    if (pass > 0) endPass({ pass, objective: point, gradientNorm: Math.sqrt(norms.weightSquare), relativeGap });
    if (relativeGap <= options.tolerance) return 'converged';
    if (pass === options.maxPasses) return 'pass-limit';
    solver.solve(norms);
    const next = solver.search(point);
    if (next === undefined) return 'pass-limit';
    point = next;
  }
}

/** Squared norm of the gradient without and with the intercept's part, and its norm under the preconditioner. */
interface GradientNorms {
  readonly weightSquare: number;
  readonly square: number;
  readonly scaled: number;
}

/** One member's part of the solver. All vectors lie in the team's memory; every scalar is the same on all members. */
class NewtonSolver {
  readonly #n: number;
  readonly #keepsProbabilities: boolean;
  readonly #g: number;
  readonly #s: number;
  readonly #r: number;
  readonly #d: number;
  readonly #h: number;

  constructor(
    readonly team: LinearTeam,
    readonly rows: LabelledRows,
    readonly l2: number,
  ) {
    const { layout } = team;
    const vectorBytes = 4 * layout.stride * (layout.featureCount + 1);
    const [g, s, r, d, h] = Array.from({ length: EXACT_VECTORS }, (_, index) => layout.vectors + index * vectorBytes) as [
      number,
      number,
      number,
      number,
      number,
    ];
    this.#g = g;
    this.#s = s;
    this.#r = r;
    this.#d = d;
    this.#h = h;
    this.#n = rows.row.length;
    this.#keepsProbabilities = layout.probabilityDocuments >= this.#n;
    this.#sumSquares();
  }

  /** F at the weights as they stand; leaves Σ w (p − y) x in g, the probabilities if they fit, and the preconditioner. */
  evaluate(): number {
    const { team, rows } = this;
    const { kernel, layout, share } = team;
    const { table, scores } = layout;
    this.#clear(this.#g);
    const [firstCode, lastCode] = this.#clearOwnCodes();
    let lossSum = 0;
    for (let begin = 0; begin < this.#n; begin += BATCH_DOCUMENTS) {
      const probabilities = this.#probabilitiesAt(begin);
      const count = team.scoreBatch(rows, begin, (first, last) => {
        this.#computeProbabilities(first, last, probabilities);
        kernel.residualVector(table, first, last, probabilities, scores);
      });
      kernel.accumulateVector(table, count, team.worker, share.workerCount, scores, this.#g);
      kernel.sumDocuments(table, count, firstCode, lastCode, scores, layout.codeSums);
      kernel.spreadDocuments(table, count, firstCode, lastCode, probabilities, layout.spreadSums);
      for (let d = 0; d < count; d++) lossSum += team.losses[d]!;
      team.barrier.wait();
    }
    if (team.leads) {
      this.#writeCodes(layout.codeSums, this.#interceptPart(this.#g), (sum) => sum);
      this.#writeCodes(layout.spreadSums, layout.spread, (sum) => Math.max(sum / this.#n, LEAST_SPREAD));
    }
    team.barrier.wait();
    return lossSum / this.#n + (this.l2 / 2) * team.norms()[0];
  }

  /** Turns g into the gradient of F, sets s = 0, r = −g, d = r / M. */
  begin(): GradientNorms {
    const { kernel, layout } = this.team;
    const call = (first: number, last: number, ridge: number, out: number): void =>
      kernel.beginStep(layout.table, first, last, this.#n, ridge, layout.squareSums, layout.spread, this.#g, this.#s, this.#r, this.#d, out);
    const [weights, intercept] = this.#overVector(call);
    return { weightSquare: weights[0], square: weights[0] + intercept[0], scaled: weights[1] + intercept[1] };
  }

  /** Conjugate gradients on H s = −g, until the residual is small against the gradient. */
  solve(start: GradientNorms): void {
    const { kernel, layout } = this.team;
    const { table, squareSums, spread } = layout;
    const target = Math.min(0.1, Math.sqrt(Math.sqrt(start.square))) * Math.sqrt(start.square);
    let scaled = start.scaled;
    for (let step = 0; step < MAX_CONJUGATE_STEPS; step++) {
      const curvature = this.#multiply();
      if (!(curvature > 0)) return;
      const alpha = scaled / curvature;
      const [weights, intercept] = this.#overVector((first, last, ridge, out) =>
        kernel.moveStep(table, first, last, this.#n, ridge, alpha, squareSums, spread, this.#s, this.#r, this.#d, this.#h, out),
      );
      const nextScaled = weights[1] + intercept[1];
      if (Math.sqrt(weights[0] + intercept[0]) <= target) return;
      const beta = nextScaled / scaled;
      scaled = nextScaled;
      this.#overVector((first, last, ridge) => kernel.turnDirection(table, first, last, this.#n, ridge, beta, squareSums, spread, this.#r, this.#d));
    }
  }

  /** Moves along s until F has fallen enough; F there, or undefined when no step lowers it. */
  search(before: number): number | undefined {
    const { kernel, layout } = this.team;
    const move = (alpha: number): number => {
      const [weights, intercept] = this.#overVector((first, last, _ridge, out) =>
        kernel.applyStep(layout.table, first, last, alpha, this.#s, this.#g, this.#r, out),
      );
      return weights[0] + intercept[0];
    };
    const slope = move(1);
    let alpha = 1;
    for (let halving = 0; halving < MAX_HALVINGS; halving++) {
      const after = this.evaluate();
      if (after <= before + SUFFICIENT_DECREASE * alpha * slope + OBJECTIVE_NOISE * before) return after;
      move(-alpha / 2);
      alpha /= 2;
    }
    move(-alpha);
    this.evaluate();
    return undefined;
  }

  /** h = H d; returns d · h. */
  #multiply(): number {
    const { team, rows } = this;
    const { kernel, layout, share } = team;
    const { table, scores } = layout;
    this.#clear(this.#h);
    const [firstCode, lastCode] = this.#clearOwnCodes();
    for (let begin = 0; begin < this.#n; begin += BATCH_DOCUMENTS) {
      const probabilities = this.#probabilitiesAt(begin);
      const count = team.scoreBatch(rows, begin, (first, last) => {
        if (!this.#keepsProbabilities) this.#computeProbabilities(first, last, probabilities);
        kernel.scoreVector(table, first, last, this.#d, this.#interceptPart(this.#d), scores);
        kernel.curvatureVector(table, first, last, probabilities, scores);
      });
      kernel.accumulateVector(table, count, team.worker, share.workerCount, scores, this.#h);
      kernel.sumDocuments(table, count, firstCode, lastCode, scores, layout.codeSums);
      team.barrier.wait();
    }
    if (team.leads) this.#writeCodes(layout.codeSums, this.#interceptPart(this.#h), (sum) => sum);
    team.barrier.wait();
    const [weights, intercept] = this.#overVector((first, last, ridge, out) =>
      kernel.finishProduct(table, first, last, this.#n, ridge, this.#d, this.#h, out),
    );
    return weights[0] + intercept[0];
  }

  /** Scores of documents first … last-1 of the batch at `probabilities`, turned into probabilities; losses as a side effect. */
  #computeProbabilities(first: number, last: number, probabilities: number): void {
    const { kernel, layout } = this.team;
    kernel.scoreVector(layout.table, first, last, layout.weights, layout.intercept, probabilities);
    kernel.softmaxVector(layout.table, first, last, probabilities);
  }

  /** Where the probabilities of the batch that starts at `begin` lie: kept for all documents when there is room. */
  #probabilitiesAt(begin: number): number {
    const { layout } = this.team;
    return layout.probabilities + (this.#keepsProbabilities ? 4 * layout.stride * begin : 0);
  }

  /** squareSums[j] = Σ_i w_i x_ij², and Σ_i w_i = n for the intercept, whose x is 1. */
  #sumSquares(): void {
    const { team, rows } = this;
    const { kernel, layout, share } = team;
    const squares = new Float32Array(share.memory.buffer, layout.squareSums, layout.featureCount + 1);
    if (team.leads) squares.fill(0);
    team.barrier.wait();
    for (let begin = 0; begin < this.#n; begin += BATCH_DOCUMENTS) {
      const count = team.scoreBatch(rows, begin, () => {});
      kernel.squareRows(layout.table, count, team.worker, share.workerCount, layout.squareSums);
      team.barrier.wait();
    }
    if (team.leads) squares[layout.featureCount] = this.#n;
    team.barrier.wait();
  }

  /** Zeroes a vector, each member its part. */
  #clear(vector: number): void {
    const { layout, share, worker, barrier } = this.team;
    const all = new Float32Array(share.memory.buffer, vector, layout.stride * (layout.featureCount + 1));
    const size = Math.ceil(all.length / share.workerCount);
    all.subarray(worker * size, (worker + 1) * size).fill(0);
    barrier.wait();
  }

  /** Zeroes this member's part of both sums over codes; returns the part. Read by others after a barrier only. */
  #clearOwnCodes(): [number, number] {
    const { layout, share } = this.team;
    const range = this.team.ownCodes();
    for (const sums of [layout.codeSums, layout.spreadSums]) new Float64Array(share.memory.buffer, sums, layout.stride).fill(0, ...range);
    return range;
  }

  /** Rounds a sum over codes to f32. By the leader, after a barrier and before one. */
  #writeCodes(source: number, target: number, convert: (sum: number) => number): void {
    const { layout, share } = this.team;
    const sums = new Float64Array(share.memory.buffer, source, layout.stride);
    new Float32Array(share.memory.buffer, target, layout.stride).set(sums.map(convert));
  }

  #interceptPart(vector: number): number {
    const { layout } = this.team;
    return vector + 4 * layout.stride * layout.featureCount;
  }

  /** Runs a kernel function over all weight rows with the ridge, and over the intercept without; two sums of each. */
  #overVector(call: (first: number, last: number, ridge: number, out: number) => void): [weights: [number, number], intercept: [number, number]] {
    const { team, l2 } = this;
    const { layout, share } = team;
    const weights = team.sumOverRows(0, layout.featureCount, (first, last, out) => call(first, last, l2, out));
    if (team.leads) call(layout.featureCount, layout.featureCount + 1, 0, layout.norms);
    team.barrier.wait();
    const [one, two] = new Float64Array(share.memory.buffer, layout.norms, 2) as unknown as [number, number];
    team.barrier.wait();
    return [weights, [one, two]];
  }
}

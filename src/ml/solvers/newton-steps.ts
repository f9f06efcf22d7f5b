import { BATCH_DOCUMENTS, EXACT_VECTORS } from '../../kernels/linear-layout.js';
import { copyToSlices } from '../../kernels/linear-slices.js';
import type { Penalty } from '../certificate.js';
import type { LabelledRows } from '../labelled-rows.js';
import type { LinearTeam, TeamSlice } from '../linear-team.js';

const MAX_CONJUGATE_STEPS = 60;
/** Least mean p(1 − p) of a code in the preconditioner: rare codes would otherwise be divided by 0. */
const LEAST_SPREAD = 1e-9;

/** Squared norm of the gradient without and with the intercept's part, and its norm under the preconditioner. */
export interface GradientNorms {
  readonly weightSquare: number;
  readonly square: number;
  readonly scaled: number;
}

/**
 * One member's part of what Newton steps are made of: F with its gradient, products with the Hessian, conjugate gradients.
 * All vectors lie in the team's memory, each of the shape of the weights with the intercept behind; every scalar is the same
 * on all members, which call everything at the same points. With l1 the steps are those of the free weights alone.
 */
export class NewtonSteps {
  readonly #n: number;
  readonly #keepsProbabilities: boolean;
  readonly g: number;
  readonly s: number;
  readonly r: number;
  readonly d: number;
  readonly h: number;

  constructor(
    readonly team: LinearTeam,
    readonly rows: LabelledRows,
    readonly penalty: Penalty,
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
    this.g = g;
    this.s = s;
    this.r = r;
    this.d = d;
    this.h = h;
    this.#n = rows.row.length;
    this.#keepsProbabilities = layout.probabilityDocuments >= this.#n;
    this.#sumSquares();
  }

  /** F at the weights as they stand; leaves Σ w (p − y) x in g, the probabilities if they fit, and the preconditioner. */
  evaluate(): number {
    const { team, rows } = this;
    const { kernel, layout } = team;
    const { table, scores } = layout;
    this.clear(this.g);
    const [firstCode, lastCode] = this.#clearOwnCodes();
    let lossSum = 0;
    for (let begin = 0; begin < this.#n; begin += BATCH_DOCUMENTS) {
      const probabilities = this.#probabilitiesAt(begin);
      const count = team.scoreBatch(rows, begin, (first, last) => {
        this.#computeProbabilities(first, last, probabilities);
        kernel.residualVector(table, first, last, probabilities, scores);
        team.handOut(first, last, [scores, 4 * layout.stride]);
      });
      this.#accumulate(count, this.g);
      kernel.sumDocuments(table, count, firstCode, lastCode, scores, layout.codeSums);
      kernel.spreadDocuments(table, count, firstCode, lastCode, probabilities, layout.spreadSums);
      for (let d = 0; d < count; d++) lossSum += team.losses[d]!;
      team.barrier.wait();
    }
    if (team.leads) {
      this.#writeCodes(layout.codeSums, this.#interceptPart(this.g), (sum) => sum);
      this.#writeCodes(layout.spreadSums, layout.spread, (sum) => Math.max(sum / this.#n, LEAST_SPREAD));
      copyToSlices(team.slices, layout.spread, layout.spread + 4 * layout.stride);
    }
    team.barrier.wait();
    const [square, absolute] = team.norms();
    const { l2, l1 } = this.penalty;
    return lossSum / this.#n + (l2 / 2) * square + l1 * absolute;
  }

  /** Conjugate gradients on H s = −g, until the residual is small against the gradient. */
  solve(start: GradientNorms, ridge = this.penalty.l2, leastShare = 0): void {
    const target = Math.max(leastShare, Math.min(0.1, Math.sqrt(Math.sqrt(start.square)))) * Math.sqrt(start.square);
    let scaled = start.scaled;
    for (let step = 0; step < MAX_CONJUGATE_STEPS; step++) {
      const curvature = this.#multiply(ridge);
      if (!(curvature > 0)) return;
      const alpha = scaled / curvature;
      const { square, scaled: nextScaled } = this.move(alpha, this.h, ridge);
      if (Math.sqrt(square) <= target) return;
      this.turn(nextScaled / scaled, ridge);
      scaled = nextScaled;
    }
  }

  /** s += alpha · d, r −= alpha · change. */
  move(alpha: number, change: number, l2 = this.penalty.l2): GradientNorms {
    const { table, squareSums, spread } = this.team.layout;
    const [weights, intercept] = this.overVector(
      ({ kernel }, first, last, ridge, out) =>
        kernel.moveStep(table, first, last, this.#n, ridge, alpha, squareSums, spread, this.s, this.r, this.d, change, out),
      l2,
    );
    return { weightSquare: weights[0], square: weights[0] + intercept[0], scaled: weights[1] + intercept[1] };
  }

  /** d = r / M + beta · d. */
  turn(beta: number, l2 = this.penalty.l2): void {
    const { table, squareSums, spread } = this.team.layout;
    this.overVector(
      ({ kernel }, first, last, ridge) => kernel.turnDirection(table, first, last, this.#n, ridge, beta, squareSums, spread, this.r, this.d),
      l2,
    );
  }

  /** h = H d, with l1 its part of the free weights; returns d · h. */
  #multiply(l2: number): number {
    const { team, rows } = this;
    const { kernel, layout } = team;
    const { table, scores } = layout;
    this.clear(this.h);
    const [firstCode, lastCode] = this.#clearOwnCodes();
    for (let begin = 0; begin < this.#n; begin += BATCH_DOCUMENTS) {
      const probabilities = this.#probabilitiesAt(begin);
      const count = team.scoreBatch(rows, begin, (first, last) => {
        if (!this.#keepsProbabilities) this.#computeProbabilities(first, last, probabilities);
        this.#score(first, last, this.d, this.#interceptPart(this.d));
        kernel.curvatureVector(table, first, last, probabilities, scores);
        team.handOut(first, last, [scores, 4 * layout.stride]);
      });
      this.#accumulate(count, this.h);
      kernel.sumDocuments(table, count, firstCode, lastCode, scores, layout.codeSums);
      team.barrier.wait();
    }
    if (team.leads) this.#writeCodes(layout.codeSums, this.#interceptPart(this.h), (sum) => sum);
    team.barrier.wait();
    const [weights, intercept] = this.overVector(
      (slice, first, last, ridge, out) => slice.kernel.finishProduct(table, first, last, this.#n, ridge, this.d, this.h, out),
      l2,
    );
    if (this.penalty.l1 > 0) this.#keepFree();
    return weights[0] + intercept[0];
  }

  /** Zeroes h at weights that are 0 and stay 0. d is 0 there as well, so d · h does not change. */
  #keepFree(): void {
    const { team } = this;
    const { table } = team.layout;
    for (const slice of team.slices) team.eachOwnBlock(slice, (first, last) => slice.kernel.keepFree(table, first, last, this.g, this.h));
    team.barrier.wait();
  }

  /** Probabilities of documents first … last-1 of the batch, and their losses. */
  #computeProbabilities(first: number, last: number, probabilities: number): void {
    const { kernel, layout, memory } = this.team;
    const { stride, scores } = layout;
    this.#score(first, last, layout.weights, layout.intercept);
    kernel.softmaxVector(layout.table, first, last, scores);
    new Uint8Array(memory.buffer).copyWithin(probabilities + 4 * stride * first, scores + 4 * stride * first, scores + 4 * stride * last);
  }

  /** The batch's scores by a vector, for documents first … last-1. */
  #score(first: number, last: number, vector: number, intercept: number): void {
    const { table, scores, stride } = this.team.layout;
    this.team.sumOverSlices([scores, 4 * stride], first, last, ({ kernel }, slice) =>
      kernel.scoreVector(table, first, last, vector, slice === 0 ? intercept : 0, scores),
    );
  }

  /** vector[j] += x_j · what stands in the batch's scores, for this member's rows. */
  #accumulate(count: number, vector: number): void {
    const { layout, slices, worker, share } = this.team;
    for (const { kernel } of slices) kernel.accumulateVector(layout.table, count, worker, share.workerCount, layout.scores, vector);
  }

  /** Where the probabilities of the batch that starts at `begin` lie: kept for all documents when there is room. */
  #probabilitiesAt(begin: number): number {
    const { layout } = this.team;
    return layout.probabilities + (this.#keepsProbabilities ? 4 * layout.stride * begin : 0);
  }

  /** squareSums[j] = Σ_i w_i x_ij², and Σ_i w_i = n for the intercept, whose x is 1. */
  #sumSquares(): void {
    const { team, rows } = this;
    const { layout, share } = team;
    if (team.leads) for (const { memory } of team.slices) new Float32Array(memory.buffer, layout.squareSums, layout.featureCount + 1).fill(0);
    team.barrier.wait();
    for (let begin = 0; begin < this.#n; begin += BATCH_DOCUMENTS) {
      const count = team.scoreBatch(rows, begin, () => {});
      for (const { kernel } of team.slices) kernel.squareRows(layout.table, count, team.worker, share.workerCount, layout.squareSums);
      team.barrier.wait();
    }
    if (team.leads) new Float32Array(team.memory.buffer, layout.squareSums)[layout.featureCount] = this.#n;
    team.barrier.wait();
  }

  /** Zeroes a vector, each member its part. */
  clear(vector: number): void {
    const { layout, slices, barrier } = this.team;
    const length = layout.stride * (layout.featureCount + 1);
    for (const { memory } of slices) new Float32Array(memory.buffer, vector, length).fill(0, ...this.team.ownPart(length));
    barrier.wait();
  }

  /** Copies a vector, each member its part. */
  copy(from: number, to: number): void {
    const { layout, slices, barrier } = this.team;
    const length = layout.stride * (layout.featureCount + 1);
    const [first, last] = this.team.ownPart(length);
    for (const { memory } of slices) {
      new Float32Array(memory.buffer, to, length).set(new Float32Array(memory.buffer, from, length).subarray(first, last), first);
    }
    barrier.wait();
  }

  /** Zeroes this member's part of both sums over codes; returns the part. Read by others after a barrier only. */
  #clearOwnCodes(): [number, number] {
    const { layout, memory } = this.team;
    const range = this.team.ownCodes();
    for (const sums of [layout.codeSums, layout.spreadSums]) new Float64Array(memory.buffer, sums, layout.stride).fill(0, ...range);
    return range;
  }

  /** Rounds a sum over codes to f32. Called by the leader alone, with a barrier before it and one after it. */
  #writeCodes(source: number, target: number, convert: (sum: number) => number): void {
    const { layout, memory } = this.team;
    const sums = new Float64Array(memory.buffer, source, layout.stride);
    new Float32Array(memory.buffer, target, layout.stride).set(sums.map(convert));
  }

  #interceptPart(vector: number): number {
    const { layout } = this.team;
    return vector + 4 * layout.stride * layout.featureCount;
  }

  /** Runs a kernel function over all weight rows with the ridge l2, and over the intercept with none; two sums of each. */
  overVector(
    call: (slice: TeamSlice, first: number, last: number, ridge: number, out: number) => void,
    l2 = this.penalty.l2,
  ): [weights: [number, number], intercept: [number, number]] {
    const { team } = this;
    const { layout, memory, slices } = team;
    const weights = team.sumOverRows((slice, first, last, out) => call(slice, first, last, l2, out));
    if (team.leads) call(slices[0] as TeamSlice, layout.featureCount, layout.featureCount + 1, 0, layout.norms);
    team.barrier.wait();
    const [one, two] = new Float64Array(memory.buffer, layout.norms, 2) as unknown as [number, number];
    team.barrier.wait();
    return [weights, [one, two]];
  }
}

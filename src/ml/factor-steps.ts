import { Rng } from '../core/rng.js';
import { type FactorTables, factorTables, openFactors } from '../kernels/factor-tables.js';
import { NORM_BLOCK_ROWS } from '../kernels/linear-layout.js';
import type { FastSteps } from './fast-steps.js';
import type { LinearTeam } from './linear-team.js';

/** A starts with numbers drawn evenly from ±START / rank, B with zeros. */
const START = 8;

/**
 * W = A·B with A of features × rank and B of rank × codes: h = Σ_j x_j A[j], scores = b + h B. Codes with few rows share
 * what the others teach A. The penalty is l2/2 (‖A‖² + ‖B‖²), whose least value over all factors of a W is l2 times the sum
 * of the singular values of W (Srebro, Rennie and Jaakkola 2005). Not convex: the start decides where it ends.
 */
export class FactorSteps implements FastSteps {
  /** Chosen on occupation titles. */
  readonly step = 1;
  readonly #tables: FactorTables;

  constructor(
    readonly team: LinearTeam,
    seed: number,
  ) {
    this.#tables = factorTables(team.layout);
    if (team.leads) openFactors(team.layout, team.share.memory);
    this.#drawLeft(seed);
    team.barrier.wait();
  }

  score(first: number, last: number): void {
    const { kernel, layout } = this.team;
    const { enter, leave } = this.#tables;
    kernel.scoreDocuments(enter, first, last, true);
    kernel.scoreHidden(leave, layout.rank, first, last);
  }

  differentiate(first: number, last: number): void {
    const { kernel } = this.team;
    const { leave, back } = this.#tables;
    kernel.gradientDocuments(leave, first, last);
    kernel.backDocuments(leave, back, first, last);
  }

  update(documentCount: number): void {
    const { kernel, layout, worker, share } = this.team;
    const { leave } = this.#tables;
    const [first, last] = this.team.ownBlocks();
    kernel.updateColumns(leave, layout.factors.rightSquares, layout.rank, documentCount, first, last);
    kernel.updateRows(this.#tables.back, documentCount, worker, share.workerCount);
  }

  settle(): void {
    const { kernel } = this.team;
    kernel.settleRows(this.#tables.back, ...this.team.ownRange());
  }

  norms(): [number, number] {
    const { kernel, layout } = this.team;
    const { leave, back } = this.#tables;
    const [leftSquare, leftAbsolute] = this.team.sumOverRows(0, layout.featureCount, (first, last, out) => kernel.rowNorms(back, first, last, out));
    const [rightSquare, rightAbsolute] = this.team.sumOverRows(0, layout.rank, (first, last, out) => kernel.rowNorms(leave, first, last, out));
    return [leftSquare + rightSquare, leftAbsolute + rightAbsolute];
  }

  /** W = A·B. */
  finish(): void {
    const { kernel, layout, barrier } = this.team;
    const [first, last] = this.team.ownRange();
    kernel.multiplyRows(this.#tables.leave, this.#tables.back, first, last, layout.zeros, layout.weights);
    barrier.wait();
  }

  /** Blocks of rows have a generator each, so that the numbers are the same whoever draws them. */
  #drawLeft(seed: number): void {
    const { layout, share, worker } = this.team;
    const { rank, featureCount, factors } = layout;
    const left = new Float32Array(share.memory.buffer, factors.left, featureCount * rank);
    const rng = Rng.fromSeed(seed).fork('factors');
    const blockSize = NORM_BLOCK_ROWS * rank;
    for (let block = worker; block * blockSize < left.length; block += share.workerCount) {
      const own = rng.fork(String(block));
      const end = Math.min((block + 1) * blockSize, left.length);
      for (let i = block * blockSize; i < end; i++) left[i] = ((2 * own.nextFloat() - 1) * START) / rank;
    }
  }
}

import { Rng } from '../../core/rng.js';
import { type FactorTables, factorTables, openFactors } from '../../kernels/factor-tables.js';
import { NORM_BLOCK_ROWS } from '../../kernels/linear-layout.js';
import { copyToSlices } from '../../kernels/linear-slices.js';
import type { LinearTeam, TeamSlice } from '../linear-team.js';
import { type FastSteps, scale, sliceOf } from './fast-steps.js';

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
    readonly seed: number,
  ) {
    this.#tables = factorTables(team.layout);
  }

  over(team: LinearTeam): FactorSteps {
    return new FactorSteps(team, this.seed);
  }

  begin(): void {
    const { layout, leads, slices, barrier } = this.team;
    if (leads) for (const [index, { memory }] of slices.entries()) openFactors(layout, memory, index);
    this.#drawLeft();
    barrier.wait();
  }

  score(first: number, last: number): void {
    const { kernel, layout } = this.team;
    const { enter, leave } = this.#tables;
    this.team.sumOverSlices([layout.factors.hidden, 4 * layout.rank], first, last, (slice) => slice.kernel.scoreDocuments(enter, first, last, true));
    kernel.scoreHidden(leave, layout.factors.hidden, layout.rank, first, last);
  }

  differentiate(first: number, last: number): void {
    const { kernel, layout } = this.team;
    const { leave, back } = this.#tables;
    kernel.gradientDocuments(leave, first, last);
    kernel.backDocuments(leave, back, first, last);
    this.team.handOut(first, last, [layout.factors.hiddenGradient, 4 * layout.rank], [layout.factors.hiddenSquares, 4]);
  }

  update(documentCount: number): void {
    const { kernel, layout, worker, share, slices } = this.team;
    const { leave, back } = this.#tables;
    const [first, last] = this.team.ownBlocks();
    const { hidden, rightSquares, moves } = layout.factors;
    kernel.updateColumns(leave, hidden, rightSquares, moves, layout.rank, documentCount, first, last);
    for (const slice of slices) slice.kernel.updateRows(back, documentCount, worker, share.workerCount);
  }

  settle(): void {
    const { back } = this.#tables;
    for (const slice of this.team.slices) this.team.eachOwnBlock(slice, (first, last) => slice.kernel.settleRows(back, first, last));
  }

  norms(): [number, number] {
    const { team } = this;
    const { leave, back } = this.#tables;
    const right = { ...(team.slices[0] as TeamSlice), featureCount: team.layout.rank };
    const [leftSquare, leftAbsolute] = team.sumOverRows(({ kernel }, first, last, out) => kernel.rowNorms(back, first, last, out));
    const [rightSquare, rightAbsolute] = team.sumOverRows(({ kernel }, first, last, out) => kernel.rowNorms(leave, first, last, out), [right]);
    return [leftSquare + rightSquare, leftAbsolute + rightAbsolute];
  }

  /** W = A·B. Into the weights of another member of the same rank by way of that one's factors, which have served their turn. */
  finish(share: number, into: LinearTeam): void {
    const { leads, layout, barrier } = this.team;
    this.weigh(share);
    if (leads) {
      if (into !== this.team) rightOf(into).set(rightOf(this.team));
      copyToSlices(into.slices, into.layout.factors.right, into.layout.factors.right + 4 * layout.rank * layout.stride);
    }
    barrier.wait();
    if (into === this.team) this.#multiply();
    else this.#multiplyInto(into);
    barrier.wait();
  }

  /** B := share · B. By the leader, without a barrier. */
  weigh(share: number): void {
    if (this.team.leads && share !== 1) scale(rightOf(this.team), share);
  }

  #multiply(): void {
    const { layout, slices } = this.team;
    const { leave, back } = this.#tables;
    for (const slice of slices) {
      this.team.eachOwnBlock(slice, (first, last) => slice.kernel.multiplyRows(leave, back, first, last, layout.zeros, layout.weights));
    }
  }

  #multiplyInto(into: LinearTeam): void {
    const { leave, back } = factorTables(into.layout);
    for (const slice of into.slices) {
      into.eachOwnBlock(slice, (first, last) => {
        leftRows(into, slice, first, last).set(
          leftRows(this.team, sliceOf(this.team.slices, slice.firstFeature + first), first, last, slice.firstFeature),
        );
        slice.kernel.addProducts(leave, back, first, last, into.layout.weights);
      });
    }
  }

  /** Blocks of rows have a generator each, so that the numbers are the same whoever draws them. */
  #drawLeft(): void {
    const { layout, slices, share, worker } = this.team;
    const { rank, factors } = layout;
    const rng = Rng.fromSeed(this.seed).fork('factors');
    const rowBytes = 4 * rank;
    for (const { kernel, firstFeature, featureCount } of slices) {
      const firstBlock = firstFeature / NORM_BLOCK_ROWS;
      for (let block = worker; block * NORM_BLOCK_ROWS < featureCount; block += share.workerCount) {
        const first = block * NORM_BLOCK_ROWS;
        const last = Math.min(first + NORM_BLOCK_ROWS, featureCount);
        const { state } = rng.fork(String(firstBlock + block));
        kernel.drawEvenly(...state, START, rank, factors.left + first * rowBytes, factors.left + last * rowBytes);
      }
    }
  }
}

function rightOf({ memory, layout }: LinearTeam): Float32Array {
  return new Float32Array(memory.buffer, layout.factors.right, layout.rank * layout.stride);
}

/** Rows first … last-1 of A, counted from `base` on, in a slice. */
function leftRows({ layout }: LinearTeam, { memory, firstFeature }: TeamSlice, first: number, last: number, base = firstFeature): Float32Array {
  const { rank, factors } = layout;
  return new Float32Array(memory.buffer, factors.left + 4 * rank * (base + first - firstFeature), (last - first) * rank);
}

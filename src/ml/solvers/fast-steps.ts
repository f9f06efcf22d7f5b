import type { LinearTeam } from '../linear-team.js';

/** What a mini-batch fit does with the parameters that it moves: the weights themselves, or two factors of them. */
export interface FastSteps {
  /** Step size of the first visit of a weight row. */
  readonly step: number;
  /** Sets the parameters to where a fit begins, in clean memory. Every member calls it, unless the fit goes on from a pause. */
  begin(): void;
  /** Scores of documents first … last-1 of the batch, of the parameters as they stand, those behind with their penalty included. */
  score(first: number, last: number): void;
  /** The gradient of the documents that were just scored. */
  differentiate(first: number, last: number): void;
  /** Moves this worker's share of the parameters by a batch of so many documents. */
  update(documentCount: number): void;
  /** Brings this worker's share of the parameters up to date with the penalty. */
  settle(): void;
  /** Σ θ² and Σ |θ| over all penalised parameters. Every member calls it. */
  norms(): [square: number, absolute: number];
  /** Leaves W, all of it, where the layout has the weights. Every member calls it, after `settle`; no further batch follows. */
  finish(): void;
}

/**
 * W itself: every row moves by x_j · g. A row that no document moved yet is not read: a short fit over many features then
 * costs what its documents touch, not what the memory holds.
 */
export class WeightSteps implements FastSteps {
  /** Chosen on business names and occupation titles. */
  readonly step = 4;

  constructor(readonly team: LinearTeam) {}

  begin(): void {
    const { barrier, leads } = this.team;
    if (leads) this.team.writeTables(1);
    barrier.wait();
  }

  score(first: number, last: number): void {
    this.team.scoreWeights(first, last, true);
  }

  differentiate(first: number, last: number): void {
    const { kernel, layout } = this.team;
    const { stride } = layout;
    kernel.gradientDocuments(layout.table, first, last);
    this.team.handOut(first, last, [layout.scores, 4 * stride], [layout.active, stride], [layout.activeCounts, 4], [layout.squares, 4]);
  }

  update(documentCount: number): void {
    const { layout, worker, share, slices } = this.team;
    for (const { kernel } of slices) kernel.updateRows(layout.table, documentCount, worker, share.workerCount);
  }

  settle(): void {
    const { layout, slices } = this.team;
    for (const slice of slices) this.team.eachOwnBlock(slice, (first, last) => slice.kernel.settleRows(layout.table, first, last));
  }

  norms(): [number, number] {
    return this.team.norms();
  }

  finish(): void {
    const { layout, barrier, leads, slices } = this.team;
    for (const slice of slices) this.team.eachOwnBlock(slice, (first, last) => slice.kernel.clearRows(layout.table, first, last));
    barrier.wait();
    if (leads) this.team.writeTables();
    barrier.wait();
  }
}

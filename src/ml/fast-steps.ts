import type { LinearTeam } from './linear-team.js';

/** What a mini-batch fit does with the parameters that it moves: the weights themselves, or two factors of them. */
export interface FastSteps {
  /** Step size of the first visit of a weight row. */
  readonly step: number;
  /** Scores of documents first … last-1 of the batch, of the parameters as they stand; `lazy`: some are behind with their penalty. */
  score(first: number, last: number, lazy: boolean): void;
  /** The gradient of the documents that were just scored. */
  differentiate(first: number, last: number): void;
  /** Moves this worker's share of the parameters by a batch of so many documents. */
  update(documentCount: number): void;
  /** Brings this worker's share of the parameters up to date with the penalty. */
  settle(): void;
  /** Σ θ² and Σ |θ| over all penalised parameters. Every member calls it. */
  norms(): [square: number, absolute: number];
}

/** W itself: every row moves by x_j · g. */
export class WeightSteps implements FastSteps {
  /** Chosen on business names and occupation titles. */
  readonly step = 4;

  constructor(readonly team: LinearTeam) {}

  score(first: number, last: number, lazy: boolean): void {
    const { kernel, layout } = this.team;
    kernel.scoreDocuments(layout.table, first, last, lazy);
  }

  differentiate(first: number, last: number): void {
    const { kernel, layout } = this.team;
    kernel.gradientDocuments(layout.table, first, last);
  }

  update(documentCount: number): void {
    const { kernel, layout, worker, share } = this.team;
    kernel.updateRows(layout.table, documentCount, worker, share.workerCount);
  }

  settle(): void {
    const { kernel, layout } = this.team;
    kernel.settleRows(layout.table, ...this.team.ownRange());
  }

  norms(): [number, number] {
    return this.team.norms();
  }
}

import type { LinearTeam, TeamSlice } from '../linear-team.js';

/** What a mini-batch fit does with the parameters that it moves: the weights themselves, or two factors of them. */
export interface FastSteps {
  /** Step size of the first visit of a weight row. */
  readonly step: number;
  /** The same parameters in the hands of another team over the same memory. */
  over(team: LinearTeam): FastSteps;
  /** Sets the parameters to where a fit begins, in clean memory. Every worker calls it, unless the fit goes on from a pause. */
  begin(): void;
  /** Scores of documents first … last-1 of the batch, of the parameters as they stand, those behind with their penalty included. */
  score(first: number, last: number): void;
  /** The gradient of the documents that were just scored. */
  differentiate(first: number, last: number): void;
  /** Moves this worker's share of the parameters by a batch of so many documents. */
  update(documentCount: number): void;
  /** Brings this worker's share of the parameters up to date with the penalty. */
  settle(): void;
  /** Σ θ² and Σ |θ| over all penalised parameters. Every worker calls it. */
  norms(): [square: number, absolute: number];
  /**
   * Adds share · W to the weights of `into`; where that is this member's own team, leaves share · W there. Every worker calls it,
   * after `settle`; no further batch follows. With `wanted` (a byte a feature), rows of W where that is 0 may be left undefined.
   */
  finish(share: number, into: LinearTeam, wanted?: Uint8Array): void;
}

/**
 * W itself: every row moves by x_j · g. A row that no document moved yet is not read: a short fit over many features then
 * costs what its documents touch, not what the memory holds.
 */
export class WeightSteps implements FastSteps {
  /** Chosen on business names and occupation titles. */
  readonly step = 4;

  constructor(readonly team: LinearTeam) {}

  over(team: LinearTeam): WeightSteps {
    return new WeightSteps(team);
  }

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

  finish(share: number, into: LinearTeam): void {
    const { layout, barrier, leads, slices } = this.team;
    for (const slice of slices) {
      this.team.eachOwnBlock(slice, (first, last) => {
        slice.kernel.clearRows(layout.table, first, last);
        const own = weightRows(this.team, slice.firstFeature + first, last - first);
        if (into !== this.team) addScaled(own, share, weightRows(into, slice.firstFeature + first, last - first));
        else if (share !== 1) scale(own, share);
      });
    }
    barrier.wait();
    if (leads) this.team.writeTables();
    barrier.wait();
  }
}

/** The weights of some features that follow one another in one block of rows, whichever slice they lie in. */
function weightRows({ slices, layout }: LinearTeam, feature: number, count: number): Float32Array {
  const { memory, firstFeature } = sliceOf(slices, feature);
  return new Float32Array(memory.buffer, layout.weights + 4 * layout.stride * (feature - firstFeature), count * layout.stride);
}

/** The slice that a feature lies in. */
export function sliceOf(slices: readonly TeamSlice[], feature: number): TeamSlice {
  return slices.findLast(({ firstFeature }) => firstFeature <= feature) as TeamSlice;
}

/** x := share · x. */
export function scale(x: Float32Array, share: number): void {
  for (let i = 0; i < x.length; i++) x[i]! *= share;
}

/** y := y + share · x in f64, stored as f32. */
export function addScaled(x: Float32Array, share: number, y: Float32Array): void {
  for (let i = 0; i < x.length; i++) y[i]! += share * x[i]!;
}

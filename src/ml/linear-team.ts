import { type LinearExports, linearLayout, openLinearKernel } from '../kernels/linear-kernel.js';
import { BATCH_DOCUMENTS, type LinearLayout, type LinearShape, NORM_BLOCK_ROWS, writeTable } from '../kernels/linear-layout.js';
import { Barrier, CONTROL } from './barrier.js';
import { type BatchViews, copyDocuments, type LabelledRows, placeBatch } from './labelled-rows.js';

/** Documents that a worker takes at a time; which worker takes them never changes a byte. */
const CHUNK_DOCUMENTS = 8;

/** Score of a code that does not exist: its probability is 0 in f32 and f64 alike. */
export const CLOSED = -1e30;

/** What the members of a team share. Plain data over shared memory. */
export interface TeamShare {
  readonly shape: LinearShape;
  readonly memory: WebAssembly.Memory;
  readonly control: Int32Array;
  readonly workerCount: number;
  /** Whether an earlier fit left its numbers in the memory. */
  readonly reused: boolean;
}

/**
 * One member of a team of workers that fits one linear model over one shared memory, in the two phases of a mini-batch:
 * documents are scored each by one worker, weight rows are updated each by one worker. One worker alone runs the same.
 */
export class LinearTeam {
  readonly layout: LinearLayout;
  readonly kernel: LinearExports;
  readonly barrier: Barrier;
  readonly views: BatchViews;
  readonly losses: Float64Array;

  constructor(
    readonly share: TeamShare,
    readonly worker: number,
  ) {
    const { memory } = share;
    this.layout = linearLayout(share.shape);
    this.kernel = openLinearKernel(memory);
    this.barrier = new Barrier(share.control, share.workerCount);
    const { layout } = this;
    this.views = {
      offsets: new Uint32Array(memory.buffer, layout.offsets, BATCH_DOCUMENTS + 1),
      ids: new Uint32Array(memory.buffer, layout.ids, layout.batchEntries),
      values: new Float32Array(memory.buffer, layout.values, layout.batchEntries),
      labels: new Int32Array(memory.buffer, layout.labels, BATCH_DOCUMENTS),
      weights: new Float32Array(memory.buffer, layout.documentWeights, BATCH_DOCUMENTS),
    };
    this.losses = new Float64Array(memory.buffer, layout.losses, BATCH_DOCUMENTS);
  }

  /** Writes the layout table and closes the codes that only pad a weight row. Called by the leader on clean memory. */
  openLayout(): void {
    const { layout, share } = this;
    writeTable(layout, share.memory);
    new Float32Array(share.memory.buffer, layout.intercept, layout.stride).fill(CLOSED, layout.classCount);
  }

  get leads(): boolean {
    return this.worker === 0;
  }

  /**
   * Phase one of a batch: places it, then takes documents until none is left and calls `score` for each range. Ends with a barrier, after which all scores can be read by all.
   */
  scoreBatch(rows: LabelledRows, begin: number, score: (first: number, last: number) => void): number {
    const { views, share } = this;
    const count = placeBatch(rows, begin, views);
    for (let first = this.#nextChunk(); first < count; first = this.#nextChunk()) {
      const last = Math.min(first + CHUNK_DOCUMENTS, count);
      copyDocuments(rows, begin, first, last, views);
      score(first, last);
    }
    this.barrier.wait();
    if (this.leads) Atomics.store(share.control, CONTROL.nextChunk, 0);
    return count;
  }

  #nextChunk(): number {
    return Atomics.add(this.share.control, CONTROL.nextChunk, CHUNK_DOCUMENTS);
  }

  /** Σ w² and Σ |w| over all weights. */
  norms(): [square: number, absolute: number] {
    const { kernel, layout } = this;
    return this.sumOverRows(0, layout.featureCount, (first, last, out) => kernel.rowNorms(layout.table, first, last, out));
  }

  /**
   * Two sums over weight rows begin … end-1: each block of rows summed by one worker into the two numbers at `out`, then the
   * blocks in order by every worker, so that all get the same bits whatever their number. Begins and ends with no barrier
   * pending: all members must call it at the same point.
   */
  sumOverRows(begin: number, end: number, sumBlock: (first: number, last: number, out: number) => void): [number, number] {
    const { layout, share } = this;
    const blockCount = Math.ceil((end - begin) / NORM_BLOCK_ROWS);
    for (let block = this.worker; block < blockCount; block += share.workerCount) {
      const first = begin + block * NORM_BLOCK_ROWS;
      sumBlock(first, Math.min(first + NORM_BLOCK_ROWS, end), layout.norms + 16 * block);
    }
    return this.foldBlocks(blockCount);
  }

  /** Adds up the two sums of each block in order of blocks, on every worker; a barrier before and one behind. */
  foldBlocks(blockCount: number): [number, number] {
    const { layout, share } = this;
    this.barrier.wait();
    const parts = new Float64Array(share.memory.buffer, layout.norms, 2 * blockCount);
    let one = 0;
    let two = 0;
    for (let block = 0; block < blockCount; block++) {
      one += parts[2 * block]!;
      two += parts[2 * block + 1]!;
    }
    this.barrier.wait();
    return [one, two];
  }

  /** The rows first … last-1 that this worker looks after when all rows are walked in order. */
  ownRange(): [first: number, last: number] {
    return this.ownPart(this.layout.featureCount);
  }

  /** The codes first … last-1 that this worker looks after in whole blocks of four, as bytes in a row; padding included. */
  ownBlocks(): [first: number, last: number] {
    const [first, last] = this.ownPart(this.layout.stride / 4);
    return [16 * first, 16 * last];
  }

  /** The codes first … last-1 whose sums over documents this worker takes; padding included. */
  ownCodes(): [first: number, last: number] {
    return this.ownPart(this.layout.stride);
  }

  /** This worker's part first … last-1 of so many things, shared out evenly and in order. */
  ownPart(count: number): [first: number, last: number] {
    const size = Math.ceil(count / this.share.workerCount);
    return [Math.min(this.worker * size, count), Math.min((this.worker + 1) * size, count)];
  }
}

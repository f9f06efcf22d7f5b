import type { LinearExports } from '../kernels/linear-kernel.js';
import { BATCH_DOCUMENTS, CLOSED, type LinearLayout, NORM_BLOCK_ROWS } from '../kernels/linear-layout.js';
import {
  copyToSlices,
  type FitShape,
  openSlices,
  type Slice,
  type SlicedLayout,
  sliceLinear,
  sumOverSlices,
  writeTables,
} from '../kernels/linear-slices.js';
import { Barrier, counterOf } from './barrier.js';
import { type BatchViews, batchRows, countBatches, type FeatureRange, type LabelledRows, placeBatch } from './labelled-rows.js';

/** Documents that a worker takes at a time, one alone or one of several; which worker takes them never changes a byte. */
const CHUNK_DOCUMENTS = { alone: 16, shared: 4 } as const;

/** Weight rows of one kernel call where all rows are walked in order. */
const ROW_BLOCK = 64;

/** What the members of a team share. Plain data over shared memory. */
export interface TeamShare {
  readonly shape: FitShape;
  /** One a slice of the weights. */
  readonly memories: readonly WebAssembly.Memory[];
  readonly control: Int32Array;
  readonly workerCount: number;
  /** Whether an earlier fit left its numbers in the memories. */
  readonly reused: boolean;
}

/** A slice of the weights with the batches that lie there: the entries of the slice's features. */
export interface TeamSlice extends Slice {
  readonly batches: readonly BatchViews[];
  /** Which entries; null for all. */
  readonly features: FeatureRange | null;
}

/** Numbers that lie a document behind the other, from an address on; in bytes. */
export type DocumentBytes = readonly [address: number, bytesPerDocument: number];

/**
 * One member of a team of workers that fits one linear model over shared memory, in the two phases of a mini-batch:
 * documents are scored each by one worker, weight rows are updated each by one worker. One worker alone runs the same.
 * Weights beyond one memory lie in slices of consecutive features. The first slice holds what belongs to documents and codes,
 * and its kernel, layout and memory are the team's; the other slices get copies of what their weight rows need. Every slice has
 * the same layout, so that an address holds for all, and `layout.featureCount` is that of one slice.
 */
export class LinearTeam {
  readonly layout: LinearLayout;
  readonly slices: readonly TeamSlice[];
  readonly kernel: LinearExports;
  readonly memory: WebAssembly.Memory;
  readonly barrier: Barrier;
  readonly losses: Float64Array;
  /** The code with the highest score of each document of the batch, where it was asked for. */
  readonly choices: Int32Array;
  /** Of the documents of the batch, stride numbers each. */
  readonly scores: Float32Array;
  /** Of all codes, and of those that only pad a weight row. */
  readonly intercept: Float32Array;
  readonly #sliced: SlicedLayout;
  /** The rows whose batches lie in memory, and where the first of these begins. */
  #heldRows: LabelledRows | null = null;
  #heldFrom = 0;
  #batch = 0;

  /** Where the counter of the team's first worker stands among those of its control buffer. */
  readonly #firstCounter: number;

  /** With `whole`, what one worker of that team does without the others; see `alone`. */
  constructor(
    readonly share: TeamShare,
    readonly worker: number,
    whole?: LinearTeam,
  ) {
    this.#firstCounter = whole?.worker ?? 0;
    this.#sliced = sliceLinear(share.shape);
    this.layout = this.#sliced.layout;
    this.slices = whole?.slices ?? openTeamSlices(this.#sliced, share);
    const [first] = this.slices as readonly [TeamSlice];
    this.kernel = first.kernel;
    this.memory = first.memory;
    this.barrier = new Barrier(share.control, share.workerCount);
    this.losses = new Float64Array(this.memory.buffer, this.layout.losses, BATCH_DOCUMENTS);
    this.choices = new Int32Array(this.memory.buffer, this.layout.choices, BATCH_DOCUMENTS);
    this.scores = new Float32Array(this.memory.buffer, this.layout.scores, BATCH_DOCUMENTS * this.layout.stride);
    this.intercept = new Float32Array(this.memory.buffer, this.layout.intercept, this.layout.stride);
  }

  /**
   * The same memory in the hands of this worker: a team of one, which makes what the whole team would make, to the bit, while the others
   * do something else. It stops when the whole team is to. Whoever hands the memory over tells both with `forgetRows`.
   */
  alone(): LinearTeam {
    return new LinearTeam({ ...this.share, workerCount: 1 }, 0, this);
  }

  /** Batches that lie in memory may be others from now on. */
  forgetRows(): void {
    this.#heldRows = null;
  }

  /** Writes the layout tables and closes the codes that only pad a weight row. Called by the leader on clean memory. */
  openLayout(): void {
    this.writeTables();
    this.intercept.fill(CLOSED, this.layout.classCount);
  }

  /** The layout tables of all slices. By the leader. */
  writeTables(blank: LinearLayout['blank'] = 0): void {
    writeTables(this.#sliced, this.share.memories, blank);
  }

  get leads(): boolean {
    return this.worker === 0;
  }

  /** The batch at work, as it lies in the first slice. */
  get views(): BatchViews {
    return (this.slices[0] as TeamSlice).batches[this.#batch] as BatchViews;
  }

  /**
   * Phase one of a batch: takes documents until none is left and calls `score` for each range. `begin` counts the rows of the
   * batches before it in the order of the pass, each as a whole one. Ends with a barrier, after which all scores can be read by
   * all. Whoever is done with the batch waits at a barrier of the caller's before the next.
   */
  scoreBatch(rows: LabelledRows, begin: number, score: (first: number, last: number) => void): number {
    this.#openBatch(rows, begin);
    const { workerCount } = this.share;
    const { from, to } = batchRows(rows, begin / BATCH_DOCUMENTS);
    const count = to - from;
    // A worker's own part first, which its cache still knows from the batch before, then what others have not come to.
    for (let other = 0; other < workerCount; other++) this.#scorePart((this.worker + other) % workerCount, count, score);
    this.barrier.wait();
    Atomics.store(this.share.control, this.#counterOf(this.worker), 0);
    return count;
  }

  #scorePart(worker: number, count: number, score: (first: number, last: number) => void): void {
    const { control, workerCount } = this.share;
    const size = Math.ceil(count / workerCount);
    const begin = worker * size;
    const end = Math.min(begin + size, count);
    const chunk = workerCount === 1 ? CHUNK_DOCUMENTS.alone : CHUNK_DOCUMENTS.shared;
    const next = (): number => begin + Atomics.add(control, this.#counterOf(worker), chunk);
    for (let first = next(); first < end; first = next()) score(first, Math.min(first + chunk, end));
  }

  #counterOf(worker: number): number {
    return counterOf(this.#firstCounter + worker);
  }

  /** Makes the batch that begins there the one at work; unless it lies in memory already, it is placed with those behind it. */
  #openBatch(rows: LabelledRows, begin: number): void {
    const { heldBatches, batchBytes } = this.layout;
    let batch = (begin - this.#heldFrom) / BATCH_DOCUMENTS;
    if (rows !== this.#heldRows || batch < 0 || batch >= heldBatches) {
      this.#placeBatches(rows, begin);
      batch = 0;
    }
    this.#batch = batch;
    for (const { kernel } of this.slices) kernel.useBatch(batch * batchBytes);
  }

  /** Places as many batches as memory holds, each by one worker. */
  #placeBatches(rows: LabelledRows, from: number): void {
    this.#heldRows = rows;
    this.#heldFrom = from;
    const first = from / BATCH_DOCUMENTS;
    const count = Math.min(this.layout.heldBatches, countBatches(rows) - first);
    for (let batch = this.worker; batch < count; batch += this.share.workerCount) {
      const { from: begin, to: end } = batchRows(rows, first + batch);
      for (const { batches, features } of this.slices) placeBatch(rows, begin, end, batches[batch] as BatchViews, features);
    }
    this.barrier.wait();
  }

  /** Sums over the weight rows of all slices into numbers of documents first … last-1, in order of features. */
  sumOverSlices([address, bytes]: DocumentBytes, first: number, last: number, add: (slice: TeamSlice, index: number) => void): void {
    sumOverSlices(this.slices, address + first * bytes, address + last * bytes, add);
  }

  /** Scores of documents first … last-1 of the batch; `lazy` by weights of a fast fit under way, see `addRows` in assembly/scores.ts. */
  scoreWeights(first: number, last: number, lazy = false): void {
    const { table, scores, stride } = this.layout;
    this.sumOverSlices([scores, 4 * stride], first, last, ({ kernel }) => kernel.scoreDocuments(table, first, last, lazy));
  }

  /** Notes the code with the highest score of documents first … last-1, which were just scored. */
  choose(first: number, last: number): void {
    this.kernel.chooseCodes(this.layout.table, first, last, this.layout.choices);
  }

  /** Gives numbers of documents first … last-1 from the first slice to the others. */
  handOut(first: number, last: number, ...parts: readonly DocumentBytes[]): void {
    if (this.slices.length === 1) return;
    for (const [address, bytes] of parts) copyToSlices(this.slices, address + first * bytes, address + last * bytes);
  }

  /** Σ w² and Σ |w| over all weights. */
  norms(): [square: number, absolute: number] {
    const { layout } = this;
    return this.sumOverRows(({ kernel }, first, last, out) => kernel.rowNorms(layout.table, first, last, out));
  }

  /**
   * Two sums over all weight rows: each block of rows first … last-1 of a slice is summed by one worker into the two numbers at
   * `out`, then the blocks in order by every worker, so that all get the same bits whatever their number. Begins and ends with
   * no barrier pending: all members must call it at the same point.
   */
  sumOverRows(sumBlock: (slice: TeamSlice, first: number, last: number, out: number) => void, slices = this.slices): [number, number] {
    const { layout, share } = this;
    for (const slice of slices) {
      const blockCount = Math.ceil(slice.featureCount / NORM_BLOCK_ROWS);
      for (let block = this.worker; block < blockCount; block += share.workerCount) {
        const first = block * NORM_BLOCK_ROWS;
        sumBlock(slice, first, Math.min(first + NORM_BLOCK_ROWS, slice.featureCount), layout.norms + 16 * block);
      }
    }
    return this.foldBlocks(slices);
  }

  /** Adds up the two sums of each block in order of blocks, on every worker; a barrier before and one behind. */
  foldBlocks(slices = this.slices): [number, number] {
    this.barrier.wait();
    let one = 0;
    let two = 0;
    for (const { memory, featureCount } of slices) {
      const parts = new Float64Array(memory.buffer, this.layout.norms, 2 * Math.ceil(featureCount / NORM_BLOCK_ROWS));
      for (let at = 0; at < parts.length; at += 2) {
        one += parts[at]!;
        two += parts[at + 1]!;
      }
    }
    this.barrier.wait();
    return [one, two];
  }

  /**
   * Runs through the rows of a slice that this worker looks after, in blocks first … last-1 that lie within one slice however the
   * weights are cut. One call for all of them would run to its end in the code that the engine makes first: it compiles a function
   * well once it was called often, and never while it runs.
   */
  eachOwnBlock({ featureCount }: TeamSlice, run: (first: number, last: number) => void): void {
    const [first, last] = this.ownPart(featureCount);
    for (let at = first; at < last; ) {
      const end = Math.min(ROW_BLOCK * (Math.floor(at / ROW_BLOCK) + 1), last);
      run(at, end);
      at = end;
    }
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

function openTeamSlices(sliced: SlicedLayout, { memories }: TeamShare): readonly TeamSlice[] {
  const slices = openSlices(sliced, memories);
  return slices.map((slice) => ({ ...slice, batches: viewBatches(slice.memory, sliced.layout), features: slices.length === 1 ? null : slice }));
}

function viewBatches({ buffer }: WebAssembly.Memory, layout: LinearLayout): readonly BatchViews[] {
  return Array.from({ length: layout.heldBatches }, (_, batch) => {
    const at = batch * layout.batchBytes;
    return {
      offsets: new Uint32Array(buffer, layout.offsets + at, BATCH_DOCUMENTS + 1),
      ids: new Uint32Array(buffer, layout.ids + at, layout.batchEntries),
      values: new Float32Array(buffer, layout.values + at, layout.batchEntries),
      labels: new Int32Array(buffer, layout.labels + at, BATCH_DOCUMENTS),
      weights: new Float32Array(buffer, layout.documentWeights + at, BATCH_DOCUMENTS),
    };
  });
}

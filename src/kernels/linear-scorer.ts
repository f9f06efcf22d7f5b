import { MAX_MEMORY_BYTES } from './linear-kernel.js';
import { createMemories, openSlices, placeModel, type Slice, type SlicedLayout, sliceLinear, sumOverSlices, writeTables } from './linear-slices.js';

/** The parts of a linear model that its scores depend on. */
export interface ScoredModel {
  /** featureCount × stride, feature-major. */
  readonly weights: Float32Array;
  /** stride entries. */
  readonly intercept: Float32Array;
  readonly featureCount: number;
  readonly stride: number;
  readonly classCount: number;
}

/** Entries that one vector may have; a longer one gets a scorer memory of its own size. */
const FIRST_CAPACITY = 4096;

/** Scores single sparse vectors by the kernel that training uses: the same bits. Holds a copy of the weights. */
export class LinearScorer {
  #capacity = 0;
  #sliced!: SlicedLayout;
  #slices!: readonly Slice[];

  /** `sliceBytes` as in `FitShape`. */
  constructor(
    readonly model: ScoredModel,
    readonly sliceBytes = MAX_MEMORY_BYTES,
  ) {
    this.#reserve(FIRST_CAPACITY);
  }

  /** Scores (logits) of all codes, classCount of them; a view that is valid until the next call. Ids are ascending and below featureCount. */
  score(ids: Uint32Array, values: Float32Array): Float32Array {
    if (ids.length > this.#capacity) this.#reserve(2 * ids.length);
    const { layout } = this.#sliced;
    let placed = 0;
    for (const slice of this.#slices) placed = this.#place(slice, ids, values, placed);
    const { table, scores, stride } = layout;
    sumOverSlices(this.#slices, scores, scores + 4 * stride, ({ kernel }) => kernel.scoreDocuments(table, 0, 1, false));
    return new Float32Array((this.#slices[0] as Slice).memory.buffer, scores, this.model.classCount);
  }

  /** Places the entries of a slice, which begin with entry `from`; returns where the next slice's begin. */
  #place({ memory: { buffer }, firstFeature, featureCount }: Slice, ids: Uint32Array, values: Float32Array, from: number): number {
    const { layout } = this.#sliced;
    const held = new Uint32Array(buffer, layout.ids, ids.length);
    let to = from;
    for (; to < ids.length && ids[to]! < firstFeature + featureCount; to++) held[to - from] = ids[to]! - firstFeature;
    new Float32Array(buffer, layout.values, ids.length).set(values.subarray(from, to));
    new Uint32Array(buffer, layout.offsets, 2).set([0, to - from]);
    return to;
  }

  #reserve(capacity: number): void {
    const { featureCount, classCount } = this.model;
    const { sliceBytes } = this;
    const shape = { featureCount, classCount, batchEntries: capacity, gradientRows: 0, probabilityDocuments: 0, sliceBytes };
    this.#capacity = capacity;
    this.#sliced = sliceLinear(shape);
    const memories = createMemories(this.#sliced);
    writeTables(this.#sliced, memories);
    placeModel(this.#sliced, memories, this.model);
    this.#slices = openSlices(this.#sliced, memories);
  }
}

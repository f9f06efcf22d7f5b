import { createMemory, type LinearExports, linearLayout, linearMemoryBytes, openLinearKernel } from './linear-kernel.js';
import { type LinearLayout, writeTable } from './linear-layout.js';

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
  #layout!: LinearLayout;
  #kernel!: LinearExports;
  #memory!: WebAssembly.Memory;

  constructor(readonly model: ScoredModel) {
    this.#reserve(FIRST_CAPACITY);
  }

  /** Scores (logits) of all codes, classCount of them; a view that is valid until the next call. Ids are below featureCount. */
  score(ids: Uint32Array, values: Float32Array): Float32Array {
    if (ids.length > this.#capacity) this.#reserve(2 * ids.length);
    const { buffer } = this.#memory;
    const layout = this.#layout;
    new Uint32Array(buffer, layout.ids, ids.length).set(ids);
    new Float32Array(buffer, layout.values, ids.length).set(values);
    new Uint32Array(buffer, layout.offsets, 2).set([0, ids.length]);
    this.#kernel.scoreDocuments(layout.table, 0, 1, false);
    return new Float32Array(buffer, layout.scores, this.model.classCount);
  }

  #reserve(capacity: number): void {
    const { featureCount, classCount, weights, intercept } = this.model;
    const shape = { featureCount, classCount, batchEntries: capacity, gradientRows: 0, probabilityDocuments: 0 };
    this.#capacity = capacity;
    this.#layout = linearLayout(shape);
    this.#memory = createMemory(linearMemoryBytes(shape));
    this.#kernel = openLinearKernel(this.#memory);
    writeTable(this.#layout, this.#memory);
    new Float32Array(this.#memory.buffer, this.#layout.weights, weights.length).set(weights);
    new Float32Array(this.#memory.buffer, this.#layout.intercept, intercept.length).set(intercept);
  }
}

import { createMemory, type LinearExports, linearLayout, openLinearKernel } from '../../src/kernels/linear-kernel.js';
import { BATCH_DOCUMENTS, type LinearLayout, writeTable } from '../../src/kernels/linear-layout.js';
import type { ReferenceFit } from '../../src/kernels/reference/reference.js';

/** The names of a reference's arrays. */
export type Numbers = Exclude<keyof ReferenceFit, 'stride' | 'blank'>;

export interface Twins {
  readonly kernel: LinearExports;
  readonly layout: LinearLayout;
  readonly memory: WebAssembly.Memory;
  /** The same numbers as the kernel's memory, in arrays of their own. */
  readonly reference: ReferenceFit;
  /** Copies a named array of the reference into the kernel's memory. */
  write(name: keyof ReferenceFit): void;
  /** The kernel's numbers as the reference names them. */
  read(name: Numbers): ArrayLike<number>;
}

/** A kernel over memory of its own, and the arrays of a reference of the same shape; all zero. `blank`: see `ReferenceFit`. */
export function openTwins(featureCount: number, classCount: number, batchEntries: number, blank = false): Twins {
  const shape = { featureCount, classCount, batchEntries, gradientRows: 0, probabilityDocuments: 0 };
  const layout = linearLayout(shape);
  const memory = createMemory(layout.byteCount);
  writeTable({ ...layout, blank: blank ? 1 : 0 }, memory);
  const { stride } = layout;
  const reference: ReferenceFit = {
    stride,
    blank,
    weights: new Float32Array(featureCount * stride),
    intercept: new Float32Array(stride),
    rowSquare: new Float32Array(featureCount),
    rowClock: new Uint32Array(featureCount),
    rowScale: new Float32Array(featureCount),
    interceptSquare: new Float32Array(stride),
    offsets: new Uint32Array(BATCH_DOCUMENTS + 1),
    ids: new Uint32Array(batchEntries),
    values: new Float32Array(batchEntries),
    labels: new Int32Array(BATCH_DOCUMENTS),
    documentWeights: new Float32Array(BATCH_DOCUMENTS),
    scores: new Float32Array(BATCH_DOCUMENTS * stride),
    active: new Uint32Array((BATCH_DOCUMENTS * stride) / 4),
    activeCounts: new Uint32Array(BATCH_DOCUMENTS),
    squares: new Float32Array(BATCH_DOCUMENTS),
    losses: new Float64Array(BATCH_DOCUMENTS),
  };
  const { buffer } = memory;
  const state = {
    floats: new Float32Array(buffer, layout.state, 4 * featureCount),
    clocks: new Uint32Array(buffer, layout.state, 4 * featureCount),
  };
  const views = {
    weights: new Float32Array(buffer, layout.weights, featureCount * stride),
    intercept: new Float32Array(buffer, layout.intercept, stride),
    interceptSquare: new Float32Array(buffer, layout.interceptState, stride),
    offsets: new Uint32Array(buffer, layout.offsets, BATCH_DOCUMENTS + 1),
    ids: new Uint32Array(buffer, layout.ids, batchEntries),
    values: new Float32Array(buffer, layout.values, batchEntries),
    labels: new Int32Array(buffer, layout.labels, BATCH_DOCUMENTS),
    documentWeights: new Float32Array(buffer, layout.documentWeights, BATCH_DOCUMENTS),
    scores: new Float32Array(buffer, layout.scores, BATCH_DOCUMENTS * stride),
    activeCounts: new Uint32Array(buffer, layout.activeCounts, BATCH_DOCUMENTS),
    squares: new Float32Array(buffer, layout.squares, BATCH_DOCUMENTS),
    losses: new Float64Array(buffer, layout.losses, BATCH_DOCUMENTS),
  };
  return {
    kernel: openLinearKernel(memory),
    layout,
    memory,
    reference,
    write: (name) => (views as Record<string, { set(from: unknown): void }>)[name]?.set(reference[name]),
    read: (name) => {
      if (name === 'rowSquare') return state.floats.filter((_, index) => index % 4 === 0);
      if (name === 'rowClock') return state.clocks.filter((_, index) => index % 4 === 1);
      if (name === 'rowScale') return state.floats.filter((_, index) => index % 4 === 2);
      // The kernel notes a block by its first byte.
      if (name === 'active') return new Uint32Array(buffer, layout.active, (BATCH_DOCUMENTS * stride) / 4).map((byte) => byte / 4);
      return views[name];
    },
  };
}

/** The bits of floats, or whole numbers as they are. */
export function bitsOf(numbers: ArrayLike<number>): string {
  const bytes = numbers as unknown as Uint8Array;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

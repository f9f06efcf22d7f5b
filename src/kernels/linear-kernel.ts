import { type LinearLayout, type LinearShape, layOut } from './linear-layout.js';
import { loadModule } from './load-module.js';

/** The functions of assembly/linear.ts; `p` is the address of the layout table. */
export interface LinearExports {
  useBatch(offset: number): void;
  setPenalty(l2: number, l1: number): void;
  setBatch(step: number, interceptStep: number, threshold: number, clock: number): void;
  /**
   * At `parts` lies what the target gives each code beside 1 − share for the label, one f32 a code, and behind these stride numbers
   * what the loss adds to each score. With parts 0 the label alone counts, and scores as they are.
   */
  setTargets(parts: number, share: number): void;
  scoreDocuments(p: number, first: number, last: number, lazy: boolean): void;
  gradientDocuments(p: number, first: number, last: number): void;
  settleBatch(p: number, documentCount: number, worker: number, workerCount: number): void;
  updateRows(p: number, documentCount: number, worker: number, workerCount: number): void;
  updateIntercept(p: number, documentCount: number, first: number, last: number): void;
  backDocuments(p: number, hidden: number, first: number, last: number): void;
  /** `moves`: room for COLUMN_MOVE_BYTES a block of four codes. */
  updateColumns(p: number, hidden: number, squares: number, moves: number, rank: number, documentCount: number, first: number, last: number): void;
  scoreHidden(p: number, hidden: number, rank: number, first: number, last: number): void;
  multiplyRows(p: number, hidden: number, first: number, last: number, zeros: number, out: number): void;
  addProducts(p: number, hidden: number, first: number, last: number, out: number): void;
  multiplyWhole(
    left: number,
    right: number,
    pairs: number,
    rowBytes: number,
    first: number,
    last: number,
    scales: number,
    codeScales: number,
    out: number,
  ): void;
  scaleRows(numbers: number, scales: number, stride: number, rowCount: number, out: number): void;
  /** `a` to `d`: the state of a generator, see `Rng.state`. */
  drawEvenly(a: number, b: number, c: number, d: number, bound: number, parts: number, out: number, end: number): void;
  settleRows(p: number, first: number, last: number): void;
  clearRows(p: number, first: number, last: number): void;
  logSumDocuments(p: number, first: number, last: number, beta: number, out: number): void;
  chooseCodes(p: number, first: number, last: number, out: number): void;
  rowNorms(p: number, first: number, last: number, out: number): void;
  scoreWide(p: number, first: number, last: number): void;
  gradientWide(p: number, first: number, last: number, t: number): void;
  accumulateWide(p: number, documentCount: number, worker: number, workerCount: number, firstId: number, lastId: number): void;
  scoreVector(p: number, first: number, last: number, vector: number, intercept: number, scores: number): void;
  softmaxVector(p: number, first: number, last: number, scores: number): void;
  residualVector(p: number, first: number, last: number, probabilities: number, out: number): void;
  curvatureVector(p: number, first: number, last: number, probabilities: number, z: number): void;
  accumulateVector(p: number, documentCount: number, worker: number, workerCount: number, source: number, target: number): void;
  sumDocuments(p: number, documentCount: number, firstCode: number, lastCode: number, source: number, sums: number): void;
  spreadDocuments(p: number, documentCount: number, firstCode: number, lastCode: number, probabilities: number, spread: number): void;
  squareRows(p: number, documentCount: number, worker: number, workerCount: number, squares: number): void;
  beginStep(
    p: number,
    first: number,
    last: number,
    n: number,
    ridge: number,
    squares: number,
    spread: number,
    g: number,
    s: number,
    r: number,
    d: number,
    out: number,
  ): void;
  finishProduct(p: number, first: number, last: number, n: number, ridge: number, d: number, h: number, out: number): void;
  moveStep(
    p: number,
    first: number,
    last: number,
    n: number,
    ridge: number,
    alpha: number,
    squares: number,
    spread: number,
    s: number,
    r: number,
    d: number,
    h: number,
    out: number,
  ): void;
  turnDirection(
    p: number,
    first: number,
    last: number,
    n: number,
    ridge: number,
    beta: number,
    squares: number,
    spread: number,
    r: number,
    d: number,
  ): void;
  applyStep(p: number, first: number, last: number, alpha: number, s: number, g: number, r: number, out: number): void;
  subgradientRows(p: number, first: number, last: number, n: number, ridge: number, lasso: number, g: number, out: number): void;
  keepFree(p: number, first: number, last: number, g: number, h: number): void;
  projectRows(p: number, first: number, last: number, alpha: number, bounded: boolean, s: number, old: number, g: number, out: number): void;
  gradientNorms(p: number, first: number, last: number, firstId: number, n: number, l2: number, l1: number, out: number): void;
}

/** Where our own data begins: safely behind the compiler's, which ends at the module's `__heap_base`. */
const FREE_FROM = 65_536;
const PAGE_BYTES = 65_536;
/** The largest memory: a page less than 4 GiB, so that even the address just behind the last byte fits in 32 bits. */
export const MAX_MEMORY_BYTES = 65_535 * PAGE_BYTES;

/** The layout of a memory of this shape; the same in every thread that shares it. */
export function linearLayout(shape: LinearShape): LinearLayout {
  return layOut(shape, FREE_FROM);
}

/** A shared memory of at least so many bytes, all zero. */
export function createMemory(byteCount: number): WebAssembly.Memory {
  const pages = Math.ceil(byteCount / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** Instantiates the kernel over a memory that may be shared with other threads. */
export function openLinearKernel(memory: WebAssembly.Memory): LinearExports {
  const instance = new WebAssembly.Instance(loadModule('linear'), { env: { memory } });
  return instance.exports as unknown as LinearExports;
}

import { createMemory, type LinearExports, linearLayout, MAX_MEMORY_BYTES, openLinearKernel } from './linear-kernel.js';
import { type LinearLayout, type LinearShape, NORM_BLOCK_ROWS, writeTable } from './linear-layout.js';

/** A whole fit: what `LinearShape` says, and how large a memory may be. */
export interface FitShape extends LinearShape {
  /** The most bytes of one memory; a page less than 4 GiB unless told. Changes no byte of any result. */
  readonly sliceBytes?: number;
}

/** One slice: which consecutive weight rows it holds, and how many bytes its memory needs. */
export interface SlicePart {
  readonly firstFeature: number;
  readonly featureCount: number;
  readonly byteCount: number;
}

/** A fit in one memory, or in several where one cannot hold it. All have the same layout; each holds the weight rows after the last one's. */
export interface SlicedLayout {
  /** Of one slice. */
  readonly layout: LinearLayout;
  readonly parts: readonly SlicePart[];
}

/** Cuts the weight rows into the fewest slices whose memories are large enough, each of whole blocks of the norms. */
export function sliceLinear(shape: FitShape): SlicedLayout {
  const limit = Math.min(shape.sliceBytes ?? MAX_MEMORY_BYTES, MAX_MEMORY_BYTES);
  const blocks = Math.max(1, Math.ceil(shape.featureCount / NORM_BLOCK_ROWS));
  for (let count = 1; ; count++) {
    const layout = linearLayout(sliceOf(shape, count));
    if (layout.byteCount <= limit || count >= blocks) return { layout, parts: partsOf(shape.featureCount, layout) };
  }
}

function sliceOf(shape: FitShape, count: number): LinearShape {
  if (count === 1) return shape;
  const featureCount = Math.ceil(shape.featureCount / count / NORM_BLOCK_ROWS) * NORM_BLOCK_ROWS;
  return { ...shape, featureCount, gradientRows: Math.ceil(shape.gradientRows / count) };
}

function partsOf(featureCount: number, layout: LinearLayout): readonly SlicePart[] {
  const count = Math.max(1, Math.ceil(featureCount / Math.max(1, layout.featureCount)));
  return Array.from({ length: count }, (_, index) => {
    const firstFeature = index * layout.featureCount;
    const byteCount = index === 0 ? layout.byteCount : layout.furtherByteCount;
    return { firstFeature, featureCount: Math.min(layout.featureCount, featureCount - firstFeature), byteCount };
  });
}

/** Bytes that a fit of this shape takes in kernel memory, all slices together. */
export function linearMemoryBytes(shape: FitShape): number {
  return sliceLinear(shape).parts.reduce((sum, { byteCount }) => sum + byteCount, 0);
}

/** Memories for all slices, all zero. */
export function createMemories({ parts }: SlicedLayout): readonly WebAssembly.Memory[] {
  return parts.map(({ byteCount }) => createMemory(byteCount));
}

/** A slice as one thread sees it. */
export interface Slice extends SlicePart {
  readonly memory: WebAssembly.Memory;
  readonly kernel: LinearExports;
}

/** Instantiates the kernel over every slice. */
export function openSlices({ parts }: SlicedLayout, memories: readonly WebAssembly.Memory[]): readonly Slice[] {
  return parts.map((part, index) => {
    const memory = memories[index] as WebAssembly.Memory;
    return { ...part, memory, kernel: openLinearKernel(memory) };
  });
}

/** Writes the layout table of every slice. Only the first adds the intercept; the others add to the scores that the one before left. */
export function writeTables({ layout }: SlicedLayout, memories: readonly WebAssembly.Memory[], blank: LinearLayout['blank'] = 0): void {
  memories.forEach((memory, index) => {
    writeTable({ ...layout, blank, intercept: index === 0 ? layout.intercept : 0 }, memory);
  });
}

/**
 * Sums over all weight rows, slice after slice: `add` adds a slice's rows to the numbers in bytes begin … end-1 of its memory; these
 * are then copied to the next slice, and from the last one back to the first. So terms are added in the order of features, as with
 * one slice, and give the same bits.
 */
export function sumOverSlices<S extends Slice>(slices: readonly S[], begin: number, end: number, add: (slice: S, index: number) => void): void {
  slices.forEach((slice, index) => {
    if (index > 0) copyBytes(slices[index - 1] as Slice, slice, begin, end);
    add(slice, index);
  });
  if (slices.length > 1) copyBytes(slices.at(-1) as Slice, slices[0] as Slice, begin, end);
}

/** Copies the bytes begin … end-1 of the first slice to all others. */
export function copyToSlices([first, ...others]: readonly Slice[], begin: number, end: number): void {
  for (const other of others) copyBytes(first as Slice, other, begin, end);
}

function copyBytes(from: Slice, to: Slice, begin: number, end: number): void {
  new Uint8Array(to.memory.buffer, begin, end - begin).set(new Uint8Array(from.memory.buffer, begin, end - begin));
}

/** Views of the weights, slice after slice: featureCount × stride numbers each. */
export function viewWeights({ layout, parts }: SlicedLayout, memories: readonly WebAssembly.Memory[]): readonly Float32Array[] {
  return parts.map(({ featureCount }, index) => {
    return new Float32Array((memories[index] as WebAssembly.Memory).buffer, layout.weights, featureCount * layout.stride);
  });
}

/** Places a finished model: featureCount × stride weights, stride intercepts. */
export function placeModel(
  sliced: SlicedLayout,
  memories: readonly WebAssembly.Memory[],
  { weights, intercept }: { readonly weights: Float32Array; readonly intercept: Float32Array },
): void {
  let placed = 0;
  for (const part of viewWeights(sliced, memories)) {
    part.set(weights.subarray(placed, placed + part.length));
    placed += part.length;
  }
  new Float32Array((memories[0] as WebAssembly.Memory).buffer, sliced.layout.intercept, intercept.length).set(intercept);
}

import { createMemory, MAX_MEMORY_BYTES } from './linear-kernel.js';
import { type LinearLayout, layOut, TABLE_BYTES } from './linear-layout.js';
import { placeModel, type SlicedLayout, sliceLinear, viewWeights } from './linear-slices.js';

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

/** Weights in kernel memory, one copy for all threads that score with them. Plain data: crosses to workers. */
export interface SharedWeights {
  /** A slice of the weight rows each, and behind them a room for each thread. */
  readonly memories: readonly WebAssembly.Memory[];
  readonly featureCount: number;
  readonly classCount: number;
  /** The most bytes of a memory; changes no bit. */
  readonly sliceBytes: number;
}

/** Entries of a vector that a room holds at a time. */
export const ROOM_ENTRIES = 4096;
/** Threads that one copy has room for; memory that none of them touches is not taken. */
const ROOMS = 256;
/** How many rooms are taken, before the first of them. */
const COUNTER_BYTES = 64;

/** Where everything lies; the same for all memories of the weights. */
export interface SharedLayout {
  readonly sliced: SlicedLayout;
  /** Address of the number of rooms that are taken; counts in the first memory. */
  readonly counter: number;
  readonly rooms: number;
  readonly roomBytes: number;
}

/** Of weights of these sizes. */
export function sharedLayout({ featureCount, classCount, sliceBytes }: Omit<SharedWeights, 'memories'>): SharedLayout {
  const roomBytes = Math.ceil(roomLayout(classCount, 2 * TABLE_BYTES).byteCount / 64) * 64;
  const behind = COUNTER_BYTES + ROOMS * roomBytes;
  const shape = { featureCount, classCount, batchEntries: 1, gradientRows: 0, probabilityDocuments: 0 };
  const sliced = sliceLinear({ ...shape, sliceBytes: Math.min(sliceBytes, MAX_MEMORY_BYTES) - behind });
  const counter = Math.ceil(sliced.layout.byteCount / 64) * 64;
  return { sliced, counter, rooms: counter + COUNTER_BYTES, roomBytes };
}

/** What one thread has for itself: a batch without weight rows. */
export function roomLayout(classCount: number, base: number): LinearLayout {
  return layOut({ featureCount: 0, classCount, batchEntries: ROOM_ENTRIES, gradientRows: 0, probabilityDocuments: 0 }, base);
}

/** Bytes of one memory. */
export function sharedBytes({ rooms, roomBytes }: SharedLayout): number {
  return rooms + ROOMS * roomBytes;
}

/** Copies weights into kernel memory. */
export function shareWeights(model: ScoredModel, sliceBytes = MAX_MEMORY_BYTES): SharedWeights {
  const { featureCount, classCount } = model;
  const layout = sharedLayout({ featureCount, classCount, sliceBytes });
  const memories = layout.sliced.parts.map(() => createMemory(sharedBytes(layout)));
  placeModel(layout.sliced, memories, model);
  return { memories, featureCount, classCount, sliceBytes };
}

/** Views of the weights, slice after slice. */
export function viewShared(shared: SharedWeights): readonly Float32Array[] {
  return viewWeights(sharedLayout(shared).sliced, shared.memories);
}

/** Takes a room for this thread, for good: its address. Throws when all are taken. */
export function takeRoom({ memories }: SharedWeights, { counter, rooms, roomBytes }: SharedLayout): number {
  const taken = Atomics.add(new Int32Array((memories[0] as WebAssembly.Memory).buffer, counter, 1), 0, 1);
  if (taken >= ROOMS) throw new RangeError(`weights have room for ${ROOMS} scorers`);
  return rooms + taken * roomBytes;
}

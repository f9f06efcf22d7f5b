import { type LinearExports, openLinearKernel } from './linear-kernel.js';
import { type LinearLayout, TABLE_BYTES, writeTable } from './linear-layout.js';
import { type SlicePart, sumOverSlices } from './linear-slices.js';
import { ROOM_ENTRIES, roomLayout, type SharedLayout, type SharedWeights, sharedLayout, takeRoom } from './shared-weights.js';

/** A slice of the weights, and this thread's room behind it. */
interface RoomOfSlice extends SlicePart {
  readonly memory: WebAssembly.Memory;
  readonly kernel: LinearExports;
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  readonly values: Float32Array;
}

/**
 * Scores single sparse vectors by the kernel that training uses: the same bits. Of the weights there is one copy, however many
 * threads score with them; what a vector needs lies in a room of the thread's own. Throws when all rooms are taken.
 */
export class LinearScorer {
  readonly #room: LinearLayout;
  /** Kernel tables: one whose sums begin with the intercept, and one whose sums go on from the scores that are there. */
  readonly #first: number;
  readonly #further: number;
  readonly #slices: readonly RoomOfSlice[];
  readonly #scores: Float32Array;

  constructor(shared: SharedWeights) {
    const layout = sharedLayout(shared);
    this.#first = takeRoom(shared, layout);
    this.#further = this.#first + TABLE_BYTES;
    this.#room = roomLayout(shared.classCount, this.#further + TABLE_BYTES);
    this.#slices = layout.sliced.parts.map((part, index) => this.#open(part, shared.memories[index] as WebAssembly.Memory, layout));
    this.#scores = new Float32Array((shared.memories[0] as WebAssembly.Memory).buffer, this.#room.scores, shared.classCount);
  }

  /** Scores (logits) of all codes; a view that is valid until the next call. Ids are ascending and below the feature count. */
  score(ids: Uint32Array, values: Float32Array): Float32Array {
    let from = 0;
    let table = this.#first;
    sumOverSlices(this.#slices, this.#room.scores, this.#room.scores + 4 * this.#room.stride, (slice) => {
      const end = slice.firstFeature + slice.featureCount;
      do {
        from = place(slice, ids, values, from, end);
        slice.kernel.scoreDocuments(table, 0, 1, false);
        table = this.#further;
      } while (from < ids.length && ids[from]! < end);
    });
    return this.#scores;
  }

  #open(part: SlicePart, memory: WebAssembly.Memory, { sliced }: SharedLayout): RoomOfSlice {
    const { buffer } = memory;
    const { offsets, ids, values } = this.#room;
    const { weights, intercept } = sliced.layout;
    const table = { ...this.#room, weights, intercept };
    writeTable(table, memory, this.#first);
    writeTable({ ...table, intercept: 0 }, memory, this.#further);
    return {
      ...part,
      memory,
      kernel: openLinearKernel(memory),
      offsets: new Uint32Array(buffer, offsets, 2),
      ids: new Uint32Array(buffer, ids, ROOM_ENTRIES),
      values: new Float32Array(buffer, values, ROOM_ENTRIES),
    };
  }
}

/** Places the next entries of a slice, as many as there is room for; returns the place of the first that is left. */
function place(
  { firstFeature, offsets, ids: heldIds, values: heldValues }: RoomOfSlice,
  ids: Uint32Array,
  values: Float32Array,
  from: number,
  end: number,
) {
  let count = 0;
  for (let at = from; at < ids.length && ids[at]! < end && count < ROOM_ENTRIES; at++, count++) {
    heldIds[count] = ids[at]! - firstFeature;
    heldValues[count] = values[at]!;
  }
  offsets[1] = count;
  return from + count;
}

import { type LinearExports, openLinearKernel } from './linear-kernel.js';
import { BATCH_DOCUMENTS, type LinearLayout, TABLE_BYTES, writeTable } from './linear-layout.js';
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

/** Sparse vectors: row r has entries offsets[r] … offsets[r+1]-1 of ids (ascending) and values. */
export interface ScoredRows {
  readonly offsets: ArrayLike<number>;
  readonly ids: Uint32Array;
  readonly values: Float32Array;
}

/**
 * Scores sparse vectors by the kernel that training uses: the same bits. Of the weights there is one copy, however many
 * threads score with them; what a vector needs lies in a room of the thread's own. Throws when all rooms are taken.
 */
export class LinearScorer {
  readonly #room: LinearLayout;
  /** Kernel tables: one whose sums begin with the intercept, and one whose sums go on from the scores that are there. */
  readonly #first: number;
  readonly #further: number;
  readonly #slices: readonly RoomOfSlice[];
  /** Of each document of a batch. */
  readonly #scores: readonly Float32Array[];

  constructor(shared: SharedWeights) {
    const layout = sharedLayout(shared);
    this.#first = takeRoom(shared, layout);
    this.#further = this.#first + TABLE_BYTES;
    this.#room = roomLayout(shared.classCount, this.#further + TABLE_BYTES);
    this.#slices = layout.sliced.parts.map((part, index) => this.#open(part, shared.memories[index] as WebAssembly.Memory, layout));
    const { scores, stride } = this.#room;
    const { buffer } = shared.memories[0] as WebAssembly.Memory;
    this.#scores = Array.from({ length: BATCH_DOCUMENTS }, (_, d) => new Float32Array(buffer, scores + 4 * stride * d, shared.classCount));
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
    return this.#scores[0]!;
  }

  /** Scores of rows first … last-1, in their order, to the bit as `score` gives them; views that are valid until `take` returns. */
  scoreEach(rows: ScoredRows, first: number, last: number, take: (scores: Float32Array, row: number) => void): void {
    for (let row = first; row < last; ) {
      const end = endOfBatch(rows.offsets, row, last);
      if (end - row === 1 || this.#slices.length > 1) {
        const [from, to] = [rows.offsets[row]!, rows.offsets[row + 1]!];
        take(this.score(rows.ids.subarray(from, to), rows.values.subarray(from, to)), row++);
        continue;
      }
      this.#scoreBatch(this.#slices[0]!, rows, row, end);
      for (let d = 0; row < end; d++) take(this.#scores[d]!, row++);
    }
  }

  #scoreBatch(slice: RoomOfSlice, { offsets, ids, values }: ScoredRows, first: number, last: number): void {
    const [from, to] = [offsets[first]!, offsets[last]!];
    slice.ids.set(ids.subarray(from, to));
    slice.values.set(values.subarray(from, to));
    for (let d = 1; d <= last - first; d++) slice.offsets[d] = offsets[first + d]! - from;
    slice.kernel.scoreDocuments(this.#first, 0, last - first, false);
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
      offsets: new Uint32Array(buffer, offsets, BATCH_DOCUMENTS + 1),
      ids: new Uint32Array(buffer, ids, ROOM_ENTRIES),
      values: new Float32Array(buffer, values, ROOM_ENTRIES),
    };
  }
}

/** Where the rows from `first` on end that a room holds at once: at least one, whatever its length. */
function endOfBatch(offsets: ArrayLike<number>, first: number, last: number): number {
  let end = first + 1;
  while (end < last && end - first < BATCH_DOCUMENTS && offsets[end + 1]! - offsets[first]! <= ROOM_ENTRIES) end++;
  return end;
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

import { closeSync, openSync } from 'node:fs';
import { matrixEntriesOffset } from '../../artifacts/files/matrix-file.js';
import { fail } from '../../core/failure.js';
import { readFully } from '../../core/files/read-fully.js';
import type { LabelledRows, SharedRows, SparseRows, StoredShard } from '../../ml/labelled-rows.js';

/** Shards that a thread holds at once: two, since a mini-batch may lie across the border of two shards. */
const WINDOW = 2;

/** Inside a worker: rows whose stored shards are read as they are asked for, in turn, a few of them at a time. */
export function openRows(rows: SharedRows): LabelledRows {
  if (rows.shards.every((shard) => 'ids' in shard)) return rows as LabelledRows;
  const window = new ShardWindow();
  return { ...rows, shards: rows.shards.map((shard) => ('ids' in shard ? shard : new StoredRows(shard, window))) };
}

/** The entries that one slot of a window holds, in a buffer that the next shard uses again. */
interface Slot {
  owner: StoredRows | undefined;
  words: Uint32Array;
}

class ShardWindow {
  readonly #slots: Slot[] = Array.from({ length: WINDOW }, () => ({ owner: undefined, words: new Uint32Array(0) }));
  #next = 0;

  /** The entries of a shard: ids, and behind them the values. */
  entriesOf(shard: StoredRows): Uint32Array {
    const held = this.#slots.find((slot) => slot.owner === shard);
    if (held !== undefined) return held.words;
    const slot = this.#slots[this.#next] as Slot;
    this.#next = (this.#next + 1) % WINDOW;
    const wordCount = 2 * shard.entryCount;
    if (slot.words.length < wordCount) slot.words = new Uint32Array(wordCount);
    slot.owner = undefined;
    readEntries(shard, new Uint8Array(slot.words.buffer, 0, 4 * wordCount));
    slot.owner = shard;
    return slot.words;
  }
}

class StoredRows implements SparseRows {
  readonly offsets: Uint32Array;
  readonly entryCount: number;

  constructor(
    readonly shard: StoredShard,
    readonly window: ShardWindow,
  ) {
    this.offsets = shard.offsets;
    this.entryCount = shard.offsets.at(-1) ?? 0;
  }

  get ids(): Uint32Array {
    return this.window.entriesOf(this);
  }

  get values(): Float32Array {
    const words = this.window.entriesOf(this);
    return new Float32Array(words.buffer, 4 * this.entryCount, this.entryCount);
  }
}

function readEntries({ shard, offsets }: StoredRows, bytes: Uint8Array): void {
  const start = matrixEntriesOffset(offsets.length - 1);
  const handle = openSync(shard.file, 'r');
  try {
    const read = readFully(handle, bytes, start);
    if (read < bytes.length) throw cutShort(shard.file, start + read, start + bytes.length);
  } finally {
    closeSync(handle);
  }
}

/** `artifact.corrupt` for a matrix file that ends early although it was whole when it was opened. */
export function cutShort(file: string, got: number, wanted: number): Error {
  return fail('artifact.corrupt', {
    what: 'a feature matrix file was cut short while it was used',
    where: file,
    got: `${got} bytes`,
    wanted: `${wanted} bytes`,
    hint: 'run the same command again: damaged files are made anew',
  });
}

import { loadModule } from './load-module.js';
import { withMemory } from './with-memory.js';

/** Numbers that the host writes into the kernel's memory before the vectors are made, each as the kernel's variable of that name. */
export interface RowsGiven {
  /** By n-gram: twice its feature, plus 1 where several table keys share the feature; -1: not in the table. */
  readonly ofKey: Int32Array;
  /** idf of the n-gram's feature. */
  readonly idfOfKey: Float32Array;
  /** The block that each n-gram is normed in. */
  readonly blockOfKey: Uint8Array;
  /** By n-gram: the first one with the same table key. Null when every n-gram of a block has a table key of its own. */
  readonly twin: Uint32Array | null;
  /** Table keys of each feature. */
  readonly memberCount: Uint32Array;
  /** The id of each feature, ascending. */
  readonly idOf: Uint32Array;
  readonly blockWeights: Float64Array;
  /** t' by t; larger t are asked for. */
  readonly weighed: Float64Array;
  /** Entries of row r are offsets[r] … offsets[r+1]-1, block by block. */
  readonly offsets: Uint32Array;
  readonly entryKeys: Uint16Array | Uint32Array;
  readonly entryTimes: Uint8Array | Uint16Array | Uint32Array;
}

/** Views of the kernel's memory, valid until it makes other rows. */
export interface KernelRows {
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  readonly values: Float32Array;
}

/** What assembly/rows.ts exports: a variable for the address of each given array, and those named below. */
type RowExports = Readonly<Record<keyof RowsGiven | 'keyCount' | 'featureCount' | 'rowCount' | 'longest', WebAssembly.Global>> &
  Readonly<Record<'tabulated' | 'keyBytes' | 'timesBytes', WebAssembly.Global>> & {
    /** Fills the lists' own records: once, before anything else. */
    start(): void;
    givenAt(byteCount: number): number;
    build(): number;
    endsAt(): number;
    idsAt(): number;
    valuesAt(): number;
  };

const NAME = 'a row kernel';
const PAGE_BYTES = 1 << 16;
const MOST_PAGES = 1 << 16;
const ALIGNED = 8;

/**
 * Makes the vectors of a shard's rows, in memory of its own, which grows with them and stays with the kernel: to the bit what
 * `RowBuilder` makes row by row. Throws `RangeError` where memory cannot be had. Not for two threads.
 */
export class RowKernel {
  readonly #memory: WebAssembly.Memory;
  readonly #kernel: RowExports;
  #weighTimes: (times: number) => number = () => Number.NaN;

  /** `mostBytes`: what its memory may hold. */
  constructor(mostBytes = PAGE_BYTES * MOST_PAGES) {
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: Math.floor(mostBytes / PAGE_BYTES) });
    const host = { weighTimes: (times: number) => this.#weighTimes(times >>> 0) };
    this.#kernel = new WebAssembly.Instance(loadModule('rows'), { env: { memory: this.#memory }, host }).exports as unknown as RowExports;
    this.#kernel.start();
  }

  /** Bytes that its memory takes now. */
  get byteCount(): number {
    return this.#memory.buffer.byteLength;
  }

  /** The vectors of all rows; `weighTimes` gives t' of a t beyond `weighed`. Cost: linear in the entries, plus a bit a row for each 1024 features. */
  build(given: RowsGiven, weighTimes: (times: number) => number): KernelRows {
    this.#weighTimes = weighTimes;
    this.#write(given);
    const entryCount = withMemory(NAME, () => this.#kernel.build());
    const { buffer } = this.#memory;
    return {
      offsets: new Uint32Array(buffer, this.#kernel.endsAt(), given.offsets.length),
      ids: new Uint32Array(buffer, this.#kernel.idsAt(), entryCount),
      values: new Float32Array(buffer, this.#kernel.valuesAt(), entryCount),
    };
  }

  #write(given: RowsGiven): void {
    const arrays = Object.entries(given) as [keyof RowsGiven, RowsGiven[keyof RowsGiven]][];
    const byteCount = arrays.reduce((sum, [, array]) => sum + aligned(array?.byteLength ?? 0), 0);
    let at = withMemory(NAME, () => this.#kernel.givenAt(byteCount));
    const bytes = new Uint8Array(this.#memory.buffer);
    for (const [name, array] of arrays) {
      this.#kernel[name].value = array === null ? 0 : at;
      if (array === null) continue;
      bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
      at += aligned(array.byteLength);
    }
    const { ofKey, memberCount, offsets, weighed, entryKeys, entryTimes } = given;
    const counts = { keyCount: ofKey.length, featureCount: memberCount.length, rowCount: offsets.length - 1, longest: longestRow(offsets) };
    const sizes = { tabulated: weighed.length, keyBytes: entryKeys.BYTES_PER_ELEMENT, timesBytes: entryTimes.BYTES_PER_ELEMENT };
    for (const [name, value] of Object.entries({ ...counts, ...sizes })) this.#kernel[name as keyof typeof counts | keyof typeof sizes].value = value;
  }
}

function longestRow(offsets: Uint32Array): number {
  let longest = 0;
  for (let row = 1; row < offsets.length; row++) longest = Math.max(longest, offsets[row]! - offsets[row - 1]!);
  return longest;
}

function aligned(byteCount: number): number {
  return Math.ceil(byteCount / ALIGNED) * ALIGNED;
}

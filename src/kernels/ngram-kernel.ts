import { loadModule } from './load-module.js';
import { withMemory } from './with-memory.js';

/** The functions of assembly/ngrams.ts. An address is valid until the next call that may add to what lies there. */
interface NgramExports {
  /** Fills the lists' own records: once, before anything else. */
  start(): void;
  begin(wordsFrom: number, wordsTo: number, charsFrom: number, charsTo: number, asksForStems: boolean): void;
  prefixesAt(byteCount: number): number;
  textAt(byteCount: number): number;
  formsAt(): number;
  takenAt(byteCount: number): number;
  writeLatin(from: number, to: number): number;
  stemAt(byteCount: number): number;
  startRow(): void;
  count(column: number, byteCount: number): void;
  keyOf(name: number, byteCount: number, kind: number): number;
  countKey(key: number): void;
  keyCount(): number;
  nameBytes(): number;
  entryCount(): number;
  largestTimes(): number;
  sortKeys(): void;
  writeEntries(keyBytes: number, timesBytes: number): void;
  lowsAt(): number;
  highsAt(): number;
  kindsAt(): number;
  nameStartsAt(): number;
  namesAt(): number;
  entryKeysAt(): number;
  entryTimesAt(): number;
}

/** The first and the last length of n-grams; null for none. */
type Lengths = readonly [number, number] | null;

/** What is counted. Names of columns stand in front of the names of n-grams, in UTF-8. */
export interface CountedNgrams {
  readonly words: Lengths;
  readonly chars: Lengths;
  /** A text column each: what its word n-grams and its character n-grams begin with. */
  readonly prefixes: readonly { readonly words: Uint8Array; readonly chars: Uint8Array }[];
  /** The stem of a token that is met for the first time, null for a stop word. Null where tokens are their own stems and all count. */
  readonly stemOf: ((token: Uint8Array) => Uint8Array | null) | null;
}

/** Texts in UTF-8: that of row r is bytes offsets[r] … offsets[r+1]-1. */
export interface TextBytes {
  readonly bytes: Uint8Array;
  readonly offsets: Int32Array;
}

/** What `writeLatin` gives instead of a length when the text has a letter whose form is not known yet. */
export const UNKNOWN_FORM = -2;

/** What was counted: see `NgramCounts`. Views of the kernel's memory, valid until it starts again. */
interface SortedCounts {
  readonly keyLow: Uint32Array;
  readonly keyHigh: Uint32Array;
  readonly keyKind: Uint8Array;
  readonly nameStart: Uint32Array;
  readonly nameBytes: Uint8Array;
  readonly entryKey: Uint16Array | Uint32Array;
  readonly entryTimes: Uint8Array | Uint16Array | Uint32Array;
}

const NAME = 'an n-gram kernel';
const PAGE_BYTES = 1 << 16;
const MOST_PAGES = 1 << 16;
/** No length: the last is below the first. */
const NONE = [1, 0] as const;
const MOST_IN_TWO_BYTES = 0x10000;

/**
 * Counts the n-grams of rows, in memory of its own, which grows with what is counted and stays with the kernel. To the bit what
 * `NgramCounter` counts, whose numbers of kinds it shares. Throws `RangeError` where memory cannot be had. Not for two threads.
 */
export class NgramKernel {
  readonly #memory: WebAssembly.Memory;
  readonly #kernel: NgramExports;
  #stemOf: CountedNgrams['stemOf'] = null;
  #taken: readonly (TextBytes & { readonly start: number })[] = [];
  /** All memory: read anew where it has grown. */
  #bytes: Uint8Array = new Uint8Array(0);

  /** `mostBytes`: what its memory may hold. */
  constructor(mostBytes = PAGE_BYTES * MOST_PAGES) {
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: Math.floor(mostBytes / PAGE_BYTES) });
    const host = { stemOf: (at: number, byteCount: number) => this.#writeStem(at, byteCount) };
    this.#kernel = new WebAssembly.Instance(loadModule('ngrams'), { env: { memory: this.#memory }, host }).exports as unknown as NgramExports;
    this.#kernel.start();
  }

  /** Bytes that its memory takes now. */
  get byteCount(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Entries of all rows so far. */
  get entryCount(): number {
    return this.#kernel.entryCount();
  }

  /** Forgets what was counted. */
  begin({ words, chars, prefixes, stemOf }: CountedNgrams): void {
    this.#stemOf = stemOf;
    withMemory(NAME, () => {
      this.#kernel.begin(...(words ?? NONE), ...(chars ?? NONE), stemOf !== null);
      this.#writePrefixes(prefixes.flatMap((column) => [column.words, column.chars]));
    });
  }

  startRow(): void {
    this.#kernel.startRow();
  }

  /** What each code point below U+0300 becomes: `latinForms`. */
  setForms(forms: Int32Array): void {
    const at = withMemory(NAME, () => this.#kernel.formsAt());
    new Int32Array(this.#memory.buffer, at, forms.length).set(forms);
  }

  /** Takes the texts of all rows, one list a column, for `writeLatin`. */
  takeTexts(columns: readonly TextBytes[]): void {
    let end = 0;
    this.#taken = columns.map((column) => {
      const start = end;
      end += column.bytes.length;
      return { ...column, start };
    });
    const at = withMemory(NAME, () => this.#kernel.takenAt(end));
    for (const { bytes, start } of this.#taken) this.#allBytes().set(bytes, at + start);
  }

  /** Writes the canonical form of a taken text into the room for texts, and gives its bytes; -1 when the text has others, or `UNKNOWN_FORM`. */
  writeLatin(column: number, row: number): number {
    const { start, offsets } = this.#taken[column]!;
    return this.#kernel.writeLatin(start + offsets[row]!, start + offsets[row + 1]!);
  }

  /** Room for a text, to be written by the caller: at least so many bytes from `at` of `bytes` on. Valid until the next call. */
  textRoom(byteCount: number): { readonly bytes: Uint8Array; readonly at: number } {
    const at = withMemory(NAME, () => this.#kernel.textAt(byteCount));
    return { bytes: this.#allBytes(), at };
  }

  /** Counts the text in the room, so many bytes of UTF-8 in canonical form: tokens with one blank between them. */
  countText(column: number, byteCount: number): void {
    withMemory(NAME, () => this.#kernel.count(column, byteCount));
  }

  /** The number of the n-gram of that name and kind. */
  keyOf(name: Uint8Array, kind: number): number {
    const { bytes, at } = this.textRoom(name.length);
    bytes.set(name, at);
    return withMemory(NAME, () => this.#kernel.keyOf(at, name.length, kind));
  }

  /** Counts an n-gram once in the row. */
  countKey(key: number): void {
    withMemory(NAME, () => this.#kernel.countKey(key));
  }

  /** All that was counted. Cost: linear. */
  sorted(): SortedCounts {
    const kernel = this.#kernel;
    const [keyCount, entryCount, largest] = [kernel.keyCount(), kernel.entryCount(), kernel.largestTimes()];
    const keyBytes = keyCount <= MOST_IN_TWO_BYTES ? 2 : 4;
    const timesBytes = largest <= 0xff ? 1 : largest <= 0xffff ? 2 : 4;
    withMemory(NAME, () => {
      kernel.sortKeys();
      kernel.writeEntries(keyBytes, timesBytes);
    });
    const { buffer } = this.#memory;
    return {
      keyLow: new Uint32Array(buffer, kernel.lowsAt(), keyCount),
      keyHigh: new Uint32Array(buffer, kernel.highsAt(), keyCount),
      keyKind: new Uint8Array(buffer, kernel.kindsAt(), keyCount),
      nameStart: new Uint32Array(buffer, kernel.nameStartsAt(), keyCount + 1),
      nameBytes: new Uint8Array(buffer, kernel.namesAt(), kernel.nameBytes()),
      entryKey: numbersOf(keyBytes, buffer, kernel.entryKeysAt(), entryCount),
      entryTimes:
        timesBytes === 1
          ? new Uint8Array(buffer, kernel.entryTimesAt(), entryCount)
          : numbersOf(timesBytes, buffer, kernel.entryTimesAt(), entryCount),
    };
  }

  /** Writes where each prefix lies and how long it is, and the prefixes behind that. */
  #writePrefixes(prefixes: readonly Uint8Array[]): void {
    const listBytes = 8 * prefixes.length;
    const at = this.#kernel.prefixesAt(prefixes.reduce((sum, { length }) => sum + length, listBytes));
    const bytes = this.#allBytes();
    const list = new Uint32Array(this.#memory.buffer, at, 2 * prefixes.length);
    let end = at + listBytes;
    prefixes.forEach((prefix, i) => {
      list.set([end, prefix.length], 2 * i);
      bytes.set(prefix, end);
      end += prefix.length;
    });
  }

  #writeStem(at: number, byteCount: number): number {
    const stem = this.#stemOf?.(this.#allBytes().subarray(at, at + byteCount)) ?? null;
    if (stem === null) return -1;
    const stemAt = this.#kernel.stemAt(stem.length);
    this.#allBytes().set(stem, stemAt);
    return stem.length;
  }

  #allBytes(): Uint8Array {
    // Growing leaves views of what was before empty.
    if (this.#bytes.length === 0) this.#bytes = new Uint8Array(this.#memory.buffer);
    return this.#bytes;
  }
}

function numbersOf(byteCount: 2 | 4, buffer: SharedArrayBuffer, at: number, count: number): Uint16Array | Uint32Array {
  return byteCount === 2 ? new Uint16Array(buffer, at, count) : new Uint32Array(buffer, at, count);
}

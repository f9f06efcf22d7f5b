import { grown, KeyTable } from './key-table.js';
import { createTokeniser, type TextOptions, type Tokeniser } from './tokens.js';

/** What n-grams are counted; lengths are shortest and longest, null for none. */
export interface NgramSettings {
  readonly text: TextOptions;
  readonly textColumns: readonly string[];
  readonly categoricalColumns: readonly string[];
  readonly words: readonly [number, number] | null;
  readonly chars: readonly [number, number] | null;
}

/**
 * Counts the n-grams of rows, one row at a time. Names: `text=rye bread` (words of the token's stems, one blank between),
 * `text~ bre` (characters inside a token with a blank as border on either side, as code points), `shop:bakery` (covariate).
 * A token with its borders that is shorter than the shortest character n-gram counts once, whole. A null covariate counts
 * nothing. After `count`, entries 0 … entryCount-1 are the row's distinct n-grams in order of first occurrence, block by block.
 */
export class NgramCounter {
  readonly keys: KeyTable;
  entryCount = 0;
  /** Index into `keys`. */
  entryKey = new Uint32Array(256);
  entryTimes = new Uint32Array(256);
  /** Where a key stands among the entries, if it stands there: checked against `entryKey`. */
  #place = new Uint32Array(1024);
  readonly #columns: readonly ColumnNgrams[];
  readonly #covariates: readonly Map<string, number>[];
  readonly #covariatePrefixes: readonly string[];

  constructor(settings: NgramSettings, keepNames: boolean) {
    this.keys = new KeyTable(keepNames);
    const tokeniser = createTokeniser(settings.text);
    this.#columns = settings.textColumns.map((column, block) => new ColumnNgrams(column, block, settings, tokeniser, this.keys));
    this.#covariates = settings.categoricalColumns.map(() => new Map());
    this.#covariatePrefixes = settings.categoricalColumns.map((column) => `${escapeColumn(column)}:`);
  }

  /** Counts one row: a text for each text column, a value or null for each categorical covariate. */
  count(texts: readonly string[], categorical: readonly (string | null)[]): void {
    this.entryCount = 0;
    for (let c = 0; c < this.#columns.length; c++) this.#columns[c]!.each(texts[c] ?? '', (key) => this.#add(key));
    for (let c = 0; c < this.#covariates.length; c++) {
      const value = categorical[c] ?? null;
      if (value !== null) this.#add(this.#covariateKey(c, value));
    }
  }

  #add(key: number): void {
    if (key >= this.#place.length) this.#place = grown(this.#place, 2 * Math.max(key, this.#place.length));
    const place = this.#place[key]!;
    if (place < this.entryCount && this.entryKey[place] === key) {
      this.entryTimes[place]!++;
      return;
    }
    if (this.entryCount === this.entryKey.length) {
      this.entryKey = grown(this.entryKey, 2 * this.entryCount);
      this.entryTimes = grown(this.entryTimes, 2 * this.entryCount);
    }
    this.#place[key] = this.entryCount;
    this.entryKey[this.entryCount] = key;
    this.entryTimes[this.entryCount++] = 1;
  }

  #covariateKey(column: number, value: string): number {
    const known = this.#covariates[column]!.get(value);
    if (known !== undefined) return known;
    const name = encoder.encode(this.#covariatePrefixes[column]! + value);
    const key = this.keys.indexOf(name, name.length, this.#columns.length);
    this.#covariates[column]!.set(value, key);
    return key;
  }
}

/** A column's name inside the names of n-grams: the signs that end it are escaped, so that no two columns share a name. */
export function escapeColumn(column: string): string {
  return column.replace(/[%=~:]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

const encoder = new TextEncoder();
const BLANK = 0x20;
const NONE = 0xffffffff;

/** The n-grams of one text column. All that depends on a single token is found once a distinct token. */
class ColumnNgrams {
  readonly #tokenIds = new Map<string, number>();
  /** Bytes of the stem of each token, and key of its word 1-gram. */
  readonly #stems: Uint8Array[] = [];
  readonly #wordKeys: number[] = [];
  /** Character n-grams of token t: grams[gramStart[t]] … grams[gramStart[t+1]-1]. */
  readonly #gramStart: number[] = [0];
  #grams = new Uint32Array(4096);
  #gramEnd = 0;
  readonly #wordPrefix: Uint8Array;
  readonly #charPrefix: Uint8Array;
  #name: Uint8Array = new Uint8Array(256);
  #rowTokens = new Uint32Array(64);

  constructor(
    column: string,
    readonly block: number,
    readonly settings: NgramSettings,
    readonly tokeniser: Tokeniser,
    readonly keys: KeyTable,
  ) {
    this.#wordPrefix = encoder.encode(`${escapeColumn(column)}=`);
    this.#charPrefix = encoder.encode(`${escapeColumn(column)}~`);
  }

  /** Calls `add` with the key of each n-gram of a text: word n-grams by length, then character n-grams token by token. */
  each(text: string, add: (key: number) => void): void {
    const tokens = this.tokeniser.tokens(text);
    if (tokens.length > this.#rowTokens.length) this.#rowTokens = new Uint32Array(2 * tokens.length);
    for (let i = 0; i < tokens.length; i++) this.#rowTokens[i] = this.#tokenIds.get(tokens[i]!) ?? this.#addToken(tokens[i]!);
    const [shortest, longest] = this.settings.words ?? [1, 0];
    for (let n = shortest; n <= longest; n++) {
      for (let i = 0; i + n <= tokens.length; i++) add(n === 1 ? this.#wordKeys[this.#rowTokens[i]!]! : this.#wordKey(i, n));
    }
    for (let i = 0; i < tokens.length; i++) {
      const token = this.#rowTokens[i]!;
      const end = this.#gramStart[token + 1]!;
      for (let g = this.#gramStart[token]!; g < end; g++) add(this.#grams[g]!);
    }
  }

  #wordKey(first: number, n: number): number {
    this.#startName(this.#wordPrefix);
    let end = this.#wordPrefix.length;
    for (let i = first; i < first + n; i++) {
      const stem = this.#stems[this.#rowTokens[i]!]!;
      if (i > first) this.#name[end++] = BLANK;
      this.#reserveName(end + stem.length + 1);
      for (let j = 0; j < stem.length; j++) this.#name[end++] = stem[j]!;
    }
    return this.keys.indexOf(this.#name, end, this.block);
  }

  #addToken(token: string): number {
    const id = this.#tokenIds.size;
    this.#tokenIds.set(token, id);
    this.#stems.push(encoder.encode(this.tokeniser.stem(token)));
    this.#addWordKey(id);
    if (this.settings.chars !== null) this.#addGrams(token, this.settings.chars);
    this.#gramStart.push(this.#gramEnd);
    return id;
  }

  /** The word 1-gram of a new token. */
  #addWordKey(id: number): void {
    const wanted = this.settings.words !== null && this.settings.words[0] === 1;
    if (!wanted) {
      this.#wordKeys.push(NONE);
      return;
    }
    const stem = this.#stems[id]!;
    this.#startName(this.#wordPrefix);
    this.#reserveName(this.#wordPrefix.length + stem.length);
    this.#name.set(stem, this.#wordPrefix.length);
    this.#wordKeys.push(this.keys.indexOf(this.#name, this.#wordPrefix.length + stem.length, this.block));
  }

  #addGrams(token: string, [shortest, longest]: readonly [number, number]): void {
    const bytes = encoder.encode(` ${token} `);
    const starts = codePointStarts(bytes);
    const length = starts.length - 1;
    this.#startName(this.#charPrefix);
    for (let n = Math.min(shortest, length); n <= Math.min(longest, length); n++) {
      for (let i = 0; i + n <= length; i++) this.#addGram(bytes, starts[i]!, starts[i + n]!);
    }
  }

  #addGram(bytes: Uint8Array, from: number, to: number): void {
    let end = this.#charPrefix.length;
    this.#reserveName(end + to - from);
    for (let i = from; i < to; i++) this.#name[end++] = bytes[i]!;
    if (this.#gramEnd === this.#grams.length) this.#grams = grown(this.#grams, 2 * this.#grams.length);
    this.#grams[this.#gramEnd++] = this.keys.indexOf(this.#name, end, this.block);
  }

  #startName(prefix: Uint8Array): void {
    this.#reserveName(prefix.length);
    this.#name.set(prefix);
  }

  #reserveName(length: number): void {
    if (length > this.#name.length) this.#name = grown(this.#name, 2 * length);
  }
}

/** Where the code points of UTF-8 bytes start, and the length at the end. */
function codePointStarts(bytes: Uint8Array): Uint32Array {
  const starts = new Uint32Array(bytes.length + 1);
  let count = 0;
  for (let i = 0; i < bytes.length; i++) if ((bytes[i]! & 0xc0) !== 0x80) starts[count++] = i;
  starts[count] = bytes.length;
  return starts.subarray(0, count + 1);
}

import { canonicalCategory } from './canonical-category.js';
import { LATIN_FORM } from './canonical-text.js';
import { grown, type KeyTable } from './key-table.js';
import { NO_PAIR, PairTable } from './pair-table.js';
import { hashToken, NO_TOKEN, TokenTable } from './token-table.js';
import { createTokeniser, type TextOptions, type Tokeniser } from './tokens.js';

/** What n-grams are counted; lengths are shortest and longest, null for none. */
export interface NgramSettings {
  readonly text: TextOptions;
  readonly textColumns: readonly string[];
  readonly categoricalColumns: readonly string[];
  readonly words: readonly [number, number] | null;
  readonly chars: readonly [number, number] | null;
  /** How values of covariates are compared; absent: letter by letter. */
  readonly categoryForm?: 'canonical' | undefined;
}

/** Numbers n-grams from 0 on. */
export interface NgramKeys {
  /** Numbers that are given so far. */
  readonly count: number;
  /** The number of the n-gram whose name is bytes 0 … end-1, of a kind as `NgramCounter` numbers them; `UNCOUNTED` for one that is not asked for. */
  indexOf(name: Uint8Array, end: number, kind: number): number;
}

/** The number of n-grams that are not counted. */
export const UNCOUNTED = -1;

/** In `NgramCounter.covariateKeys`: the row has no value. */
export const NO_VALUE = -2;

/**
 * Counts the n-grams of rows, one row at a time. Names: `text=rye bread` (words of the token's stems, one blank between),
 * `text~ bre` (characters inside a token with a blank as border on either side, as code points), `shop:bakery` (covariate).
 * A token with its borders that is shorter than the shortest character n-gram counts once, whole. A null covariate counts
 * nothing. After `count`, entries 0 … entryCount-1 are the row's distinct n-grams in order of first occurrence, kind by kind: words of
 * text column c are kind 2c, characters 2c + 1, covariates come last.
 */
export class NgramCounter<Keys extends NgramKeys = KeyTable> {
  /** Characters of the distinct tokens and values met so far, and a few for each of them: what is remembered grows with it. */
  rememberedChars = 0;
  entryCount = 0;
  /** Number of the n-gram in `keys`. */
  entryKey = new Uint32Array(256);
  entryTimes = new Uint32Array(256);
  /** The key of each covariate's value in the row, `NO_VALUE` for a missing one, `UNCOUNTED` for one that is not counted. */
  readonly covariateKeys: Int32Array;
  /** By key: its place among the row's entries. May be left from an earlier row, so `entryKey` at that place must be the key. */
  #place = new Uint32Array(1024);
  readonly #columns: readonly ColumnNgrams[];
  readonly #covariates: readonly Map<string, number>[];
  readonly #covariatePrefixes: readonly string[];
  readonly #covariate = new Uint32Array(1);
  readonly #isCanonical: boolean;

  constructor(
    settings: NgramSettings,
    readonly keys: Keys,
  ) {
    const tokeniser = createTokeniser(settings.text);
    this.#columns = settings.textColumns.map((column, c) => new ColumnNgrams(column, c, settings, tokeniser, keys));
    this.#covariates = settings.categoricalColumns.map(() => new Map());
    this.#isCanonical = settings.categoryForm === 'canonical';
    this.covariateKeys = new Int32Array(settings.categoricalColumns.length);
    this.#covariatePrefixes = settings.categoricalColumns.map((column) => `${escapeColumn(column)}:`);
  }

  /** Counts one row: a text for each text column, a value or null for each categorical covariate. */
  count(texts: readonly string[], categorical: readonly (string | null)[]): void {
    this.entryCount = 0;
    for (let c = 0; c < this.#columns.length; c++) this.#columns[c]!.count(texts[c] ?? '', this);
    for (let c = 0; c < this.#covariates.length; c++) {
      const value = categorical[c] ?? null;
      const key = value === null ? NO_VALUE : this.#covariateKey(c, value);
      this.covariateKeys[c] = key;
      if (key < 0) continue;
      this.#covariate[0] = key;
      this.add(this.#covariate, 0, 1);
    }
  }

  /** Notes that a token or value of so many characters is remembered. */
  remember(charCount: number): void {
    this.rememberedChars += charCount + CHARS_OF_ENTRY;
  }

  /** Counts keys `from` to `to` - 1 of a list once more in this row, in their order. */
  add(keys: Uint32Array, from: number, to: number): void {
    this.#reserve(to - from);
    const place = this.#place;
    const entryKey = this.entryKey;
    const entryTimes = this.entryTimes;
    let count = this.entryCount;
    for (let k = from; k < to; k++) {
      const key = keys[k]!;
      const known = place[key]!;
      // In this order: the first is seldom true of an n-gram that is new in the row, the second of about half of them.
      if (entryKey[known] === key && known < count) {
        entryTimes[known]!++;
        continue;
      }
      place[key] = count;
      entryKey[count] = key;
      entryTimes[count++] = 1;
    }
    this.entryCount = count;
  }

  /** Makes room for so many entries more, and for the places of all keys. */
  #reserve(entryCount: number): void {
    const wanted = this.entryCount + entryCount;
    if (wanted > this.entryKey.length) {
      this.entryKey = grown(this.entryKey, 2 * wanted);
      this.entryTimes = grown(this.entryTimes, 2 * wanted);
    }
    if (this.keys.count > this.#place.length) this.#place = grown(this.#place, 2 * this.keys.count);
  }

  #covariateKey(column: number, value: string): number {
    const known = this.#covariates[column]!.get(value);
    if (known !== undefined) return known;
    const form = this.#isCanonical ? canonicalCategory(value) : value;
    const key = form === null ? NO_VALUE : this.#addCovariate(column, form);
    this.#covariates[column]!.set(value, key);
    this.remember(value.length);
    return key;
  }

  #addCovariate(column: number, value: string): number {
    const name = encoder.encode(this.#covariatePrefixes[column]! + value);
    return this.keys.indexOf(name, name.length, kindCount(this.#columns.length) - 1);
  }
}

/** The kinds of n-grams that so many text columns and the covariates have. */
export function kindCount(textColumnCount: number): number {
  return 2 * textColumnCount + 1;
}

/** A column's name inside the names of n-grams: the signs that end it are escaped, so that no two columns share a name. */
export function escapeColumn(column: string): string {
  return column.replace(/[%=~:]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

const encoder = new TextEncoder();
const BLANK = 0x20;
/** The number of all stop words in `latinTokens`. */
const STOP_WORD = -1;
/** What a remembered token or value takes beside its own characters, in characters. */
const CHARS_OF_ENTRY = 16;

/** The n-grams of one text column. Stems and character n-grams are computed once for each distinct token, then looked up. */
class ColumnNgrams {
  readonly #tokenIds = new Map<string, number>();
  readonly #latinTokens = new TokenTable();
  /** The stem of token t: bytes stemStart[t] … stemStart[t+1]-1 of `stemBytes`. */
  readonly #stemStart: number[] = [0];
  #stemBytes: Uint8Array = new Uint8Array(4096);
  /** The key of each token's word 1-gram; `UNCOUNTED` where word n-grams are longer. */
  readonly #wordKeys: number[] = [];
  /** The keys of pairs of tokens. */
  readonly #pairs = new PairTable();
  /** Character n-grams of token t: grams[gramStart[t]] … grams[gramStart[t+1]-1]. */
  readonly #gramStart: number[] = [0];
  #grams = new Uint32Array(4096);
  #gramEnd = 0;
  readonly #wordPrefix: Uint8Array;
  readonly #charPrefix: Uint8Array;
  #name: Uint8Array = new Uint8Array(256);
  #tokenBytes = new Uint8Array(256);
  #pointStarts = new Uint32Array(257);
  #rowTokens = new Uint32Array(64);
  #rowWords = new Uint32Array(64);

  constructor(
    column: string,
    readonly place: number,
    readonly settings: NgramSettings,
    readonly tokeniser: Tokeniser,
    readonly keys: NgramKeys,
  ) {
    this.#wordPrefix = encoder.encode(`${escapeColumn(column)}=`);
    this.#charPrefix = encoder.encode(`${escapeColumn(column)}~`);
  }

  /** Counts each n-gram of a text: word n-grams by length, then character n-grams token by token. */
  count(text: string, counter: NgramCounter<NgramKeys>): void {
    const tokenCount = this.#findTokens(text, counter);
    const wordCount = this.#findWords(tokenCount);
    counter.add(this.#rowWords, 0, wordCount);
    for (let i = 0; i < tokenCount; i++) {
      const token = this.#rowTokens[i]!;
      counter.add(this.#grams, this.#gramStart[token]!, this.#gramStart[token + 1]!);
    }
  }

  /** Writes the numbers of the text's tokens into `rowTokens`; gives how many there are. */
  #findTokens(text: string, counter: NgramCounter<NgramKeys>): number {
    const length = this.tokeniser.latinForm(text);
    if (length >= 0) return this.#findLatinTokens(length, counter);
    const tokens = this.tokeniser.tokens(text);
    this.#reserveTokens(tokens.length);
    for (let i = 0; i < tokens.length; i++) this.#rowTokens[i] = this.#tokenIds.get(tokens[i]!) ?? this.#addToken(tokens[i]!, counter);
    return tokens.length;
  }

  /** The same for the text in `LATIN_FORM`: tokens with one blank between them. */
  #findLatinTokens(length: number, counter: NgramCounter<NgramKeys>): number {
    let count = 0;
    this.#reserveTokens((length + 1) >> 1);
    for (let from = 0; from < length; ) {
      let to = from + 1;
      while (to < length && LATIN_FORM[to] !== BLANK) to++;
      const hash = hashToken(LATIN_FORM, from, to);
      const known = this.#latinTokens.find(LATIN_FORM, from, to, hash);
      const token = known === NO_TOKEN ? this.#addLatinToken(from, to, hash, counter) : known;
      if (token !== STOP_WORD) this.#rowTokens[count++] = token;
      from = to + 1;
    }
    return count;
  }

  #addLatinToken(from: number, to: number, hash: number, counter: NgramCounter<NgramKeys>): number {
    const token = LATIN_FORM.toString('latin1', from, to);
    const id = this.tokeniser.isStopWord(token) ? STOP_WORD : (this.#tokenIds.get(token) ?? this.#addToken(token, counter));
    this.#latinTokens.put(LATIN_FORM, from, to, hash, id);
    return id;
  }

  #reserveTokens(count: number): void {
    if (count > this.#rowTokens.length) this.#rowTokens = new Uint32Array(2 * count);
  }

  /** Writes the word n-grams of the row's tokens that are counted into `rowWords`; gives their number. */
  #findWords(tokenCount: number): number {
    const [shortest, longest] = this.settings.words ?? [1, 0];
    let count = 0;
    for (let n = shortest; n <= longest; n++) {
      if (count + tokenCount > this.#rowWords.length) this.#rowWords = grown(this.#rowWords, 2 * (count + tokenCount));
      for (let i = 0; i + n <= tokenCount; i++) {
        const key = this.#wordsKey(i, n);
        if (key >= 0) this.#rowWords[count++] = key;
      }
    }
    return count;
  }

  /** The key of the row's word n-gram from token `first` on: pairs and single words are remembered. */
  #wordsKey(first: number, n: number): number {
    const tokens = this.#rowTokens;
    if (n === 1) return this.#wordKeys[tokens[first]!]!;
    if (n > 2) return this.#wordKey(tokens, first, n);
    const known = this.#pairs.find(tokens[first]!, tokens[first + 1]!);
    if (known !== NO_PAIR) return known;
    const key = this.#wordKey(tokens, first, 2);
    this.#pairs.put(tokens[first]!, tokens[first + 1]!, key);
    return key;
  }

  /** The key of the word n-gram of tokens `first` to `first + n - 1`. */
  #wordKey(tokens: Uint32Array, first: number, n: number): number {
    this.#startName(this.#wordPrefix);
    let end = this.#wordPrefix.length;
    for (let i = first; i < first + n; i++) {
      const token = tokens[i]!;
      const from = this.#stemStart[token]!;
      const to = this.#stemStart[token + 1]!;
      this.#reserveName(end + to - from + 1);
      if (i > first) this.#name[end++] = BLANK;
      for (let b = from; b < to; b++) this.#name[end++] = this.#stemBytes[b]!;
    }
    return this.keys.indexOf(this.#name, end, 2 * this.place);
  }

  #addToken(token: string, counter: NgramCounter<NgramKeys>): number {
    const id = this.#tokenIds.size;
    counter.remember(token.length);
    this.#tokenIds.set(token, id);
    this.#addStem(this.tokeniser.stem(token));
    this.#wordKeys.push(this.settings.words?.[0] === 1 ? this.#wordKey(Uint32Array.of(id), 0, 1) : UNCOUNTED);
    if (this.settings.chars !== null) this.#addGrams(token, this.settings.chars);
    this.#gramStart.push(this.#gramEnd);
    return id;
  }

  #addStem(stem: string): void {
    const start = this.#stemStart.at(-1)!;
    if (start + 3 * stem.length > this.#stemBytes.length) this.#stemBytes = grown(this.#stemBytes, 2 * (start + 3 * stem.length));
    this.#stemStart.push(writeUtf8(stem, this.#stemBytes, start));
  }

  #addGrams(token: string, [shortest, longest]: readonly [number, number]): void {
    const length = this.#writeToken(token);
    const bytes = this.#tokenBytes;
    const starts = this.#pointStarts;
    this.#reserveName(this.#charPrefix.length + starts[length]!);
    this.#startName(this.#charPrefix);
    const name = this.#name;
    const prefixEnd = this.#charPrefix.length;
    for (let n = Math.min(shortest, length); n <= Math.min(longest, length); n++) {
      for (let i = 0; i + n <= length; i++) {
        let end = prefixEnd;
        for (let b = starts[i]!; b < starts[i + n]!; b++) name[end++] = bytes[b]!;
        const key = this.keys.indexOf(name, end, 2 * this.place + 1);
        if (key < 0) continue;
        if (this.#gramEnd === this.#grams.length) this.#grams = grown(this.#grams, 2 * this.#grams.length);
        this.#grams[this.#gramEnd++] = key;
      }
    }
  }

  /** Writes a token with its borders into `tokenBytes`, and where its code points start; gives their number. */
  #writeToken(token: string): number {
    if (3 * token.length + 2 > this.#tokenBytes.length) {
      this.#tokenBytes = new Uint8Array(6 * token.length + 2);
      this.#pointStarts = new Uint32Array(6 * token.length + 3);
    }
    const bytes = this.#tokenBytes;
    bytes[0] = BLANK;
    const end = writeUtf8(token, bytes, 1);
    bytes[end] = BLANK;
    let count = 0;
    for (let b = 0; b <= end; b++) if ((bytes[b]! & 0xc0) !== 0x80) this.#pointStarts[count++] = b;
    this.#pointStarts[count] = end + 1;
    return count;
  }

  #startName(prefix: Uint8Array): void {
    this.#reserveName(prefix.length);
    this.#name.set(prefix);
  }

  #reserveName(length: number): void {
    if (length > this.#name.length) this.#name = grown(this.#name, 2 * length);
  }
}

/** Writes a string's UTF-8 bytes from `at` on and returns where they end. The caller has made room. */
function writeUtf8(text: string, bytes: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return at + encoder.encodeInto(text, bytes.subarray(at)).written;
    bytes[at + i] = unit;
  }
  return at + text.length;
}

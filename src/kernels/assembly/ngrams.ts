// Counts the n-grams of rows: what text/ngram-counter.ts does in TypeScript, over bytes instead of strings and without a compiler to
// warm up. Texts come in canonical form, tokens with one blank between them, in UTF-8.

// @ts-nocheck: AssemblyScript, not TypeScript
import { addEntry, entryCount, forgetEntries, largestTimes, reserve, startRow } from './ngrams/entries';
import { formsAt, takenAt, writeForm } from './ngrams/latin';
import { forgetKeys, keyCount, keyOf, nameBytes } from './ngrams/keys';
import { Room } from './room';
import { addToHash, forgetTokens, gramOf, gramStartOf, prefixesAt, STOP_WORD, startHash, stemAt, tokenOf, wordKey, wordKeyOf } from './ngrams/tokens';

export { entryKeysAt, entryTimesAt, highsAt, kindsAt, lowsAt, namesAt, nameStartsAt, sortKeys, writeEntries } from './ngrams/sorted';
export { entryCount, formsAt, keyCount, keyOf, largestTimes, nameBytes, prefixesAt, startRow, stemAt, takenAt };

const BLANK: u32 = 0x20;
const text = new Room();
const rowTokens = new Room();
let shortestWords: u32 = 0;
let longestWords: u32 = 0;

// Forgets everything but the prefixes. A longest length below the shortest: none of these n-grams.
export function begin(wordsFrom: u32, wordsTo: u32, charsFrom: u32, charsTo: u32, asksForStems: bool): void {
  shortestWords = wordsFrom;
  longestWords = wordsTo;
  forgetKeys();
  forgetTokens(wordsFrom == 1 && wordsTo > 0, charsFrom, charsTo, asksForStems);
  forgetEntries();
}

// Where the host writes a text of so many bytes, or the name of an n-gram.
export function textAt(byteCount: usize): usize { return text.need(byteCount); }

// Writes the canonical form of a taken text of Latin letters to where the host writes others (see `writeForm`).
export function writeLatin(from: usize, to: usize): i32 { return writeForm(text, from, to); }

// Counts the text of so many bytes: word n-grams by length, then character n-grams token by token.
export function count(column: u32, length: u32): void {
  const tokenCount = findTokens(column, length);
  addWords(column, tokenCount);
  for (let i: u32 = 0; i < tokenCount; i++) {
    const token = load<u32>(rowTokens.at + 4 * <usize>i);
    const from = gramStartOf(token);
    const to = gramStartOf(token + 1);
    reserve(to - from);
    for (let g = from; g < to; g++) addEntry(gramOf(g));
  }
}

// Counts an n-gram that the host has named.
export function countKey(key: u32): void {
  reserve(1);
  addEntry(key);
}

// Writes the numbers of the text's tokens into `rowTokens`; gives how many there are.
function findTokens(column: u32, length: u32): u32 {
  const list = rowTokens.need(2 * (<usize>length + 2));
  let tokenCount: u32 = 0;
  for (let from: u32 = 0; from < length; ) {
    let to = from;
    let hash = startHash(column);
    for (; to < length; to++) {
      const byte = <u32>load<u8>(text.at + to);
      if (byte == BLANK) break;
      hash = addToHash(hash, byte);
    }
    const token = tokenOf(column, text.at + from, to - from, hash);
    if (token != STOP_WORD) store<u32>(list + 4 * <usize>(tokenCount++), token);
    from = to + 1;
  }
  return tokenCount;
}

function addWords(column: u32, tokenCount: u32): void {
  for (let n = shortestWords; n <= longestWords; n++) {
    for (let i: u32 = 0; i + n <= tokenCount; i++) {
      const list = rowTokens.at + 4 * <usize>i;
      const key = n == 1 ? wordKeyOf(load<u32>(list)) : wordKey(column, list, n);
      reserve(1);
      addEntry(key);
    }
  }
}

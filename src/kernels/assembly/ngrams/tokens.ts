// Distinct tokens of all text columns: what is made of one is made once.

// @ts-nocheck: AssemblyScript, not TypeScript
import { keyOf } from './keys';
import { Room } from '../room';

// Gives how many bytes of a new token's stem lie at `stemAt`; below 0 for a stop word.
@external("host", "stemOf") declare function stemOf(token: usize, length: u32): i32;

// What `tokenOf` gives for a stop word.
export const STOP_WORD: u32 = 0xfffffffe;
const BLANK: u8 = 0x20;
// A token: where its stem starts, bytes of the stem, the key of its word 1-gram, and where its character n-grams start, which end where those of the next start.
const TOKEN_BYTES: usize = 16;
// A slot: hash, where the bytes start, their number and column, token + 1 (0 for an empty slot).
const SLOT_BYTES: usize = 16;
const SLOTS: u32 = 4096;

const tokens = new Room();
const slots = new Room();
const bytes = new Room();
const grams = new Room();
const stem = new Room();
// A column: address and bytes of the prefix of its words, the same of its characters.
const prefixes = new Room();
const name = new Room();
const bordered = new Room();
const starts = new Room();
let count: u32 = 0;
let used: u32 = 0;
let mask: u32 = SLOTS - 1;
let byteEnd: u32 = 0;
let gramEnd: u32 = 0;
let hasSingleWords = false;
let shortest: u32 = 0;
let longest: u32 = 0;
let asks = false;

export function stemAt(byteCount: usize): usize { return stem.need(byteCount); }
export function prefixesAt(byteCount: usize): usize { return prefixes.need(byteCount); }
@inline export function wordKeyOf(token: u32): u32 { return load<u32>(tokens.at + TOKEN_BYTES * <usize>token, 8); }
@inline export function gramStartOf(token: u32): u32 { return load<u32>(tokens.at + TOKEN_BYTES * <usize>token, 12); }
@inline export function gramOf(index: u32): u32 { return load<u32>(grams.at + 4 * <usize>index); }

export function forgetTokens(singleWords: bool, shortestChars: u32, longestChars: u32, asksForStems: bool): void {
  hasSingleWords = singleWords;
  shortest = shortestChars;
  longest = longestChars;
  asks = asksForStems;
  count = 0;
  used = 0;
  byteEnd = 0;
  gramEnd = 0;
  slots.clear(SLOT_BYTES * (<usize>mask + 1));
  store<u32>(tokens.need(TOKEN_BYTES), 0, 12);
}

// FNV-1a, one byte more.
@inline export function addToHash(hash: u32, byte: u32): u32 { return (hash ^ byte) * 0x01000193; }
@inline export function startHash(column: u32): u32 { return 0x811c9dc5 ^ column; }

// The number of a column's token, which is added when it is new.
export function tokenOf(column: u32, token: usize, length: u32, rawHash: u32): u32 {
  const hash = rawHash ^ (rawHash >>> 15);
  const tag = (length << 8) | column;
  let next = hash;
  let slot = slots.at + SLOT_BYTES * <usize>(next & mask);
  while (load<u32>(slot, 12) != 0) {
    const isSame = load<u32>(slot) == hash && load<u32>(slot, 8) == tag;
    if (isSame && memory.compare(bytes.at + load<u32>(slot, 4), token, length) == 0) return load<u32>(slot, 12) - 1;
    slot = slots.at + SLOT_BYTES * <usize>(++next & mask);
  }
  const stemLength = asks ? stemOf(token, length) : <i32>length;
  const number = stemLength < 0 ? STOP_WORD : count++;
  store<u32>(slot, hash);
  store<u32>(slot, byteEnd, 4);
  store<u32>(slot, tag, 8);
  store<u32>(slot, number + 1, 12);
  keepBytes(token, length);
  if (stemLength >= 0) add(column, number, token, length, <u32>stemLength);
  if (++used > mask >>> 1) enlarge();
  return number;
}

function keepBytes(from: usize, length: u32): void {
  memory.copy(bytes.need(<usize>byteEnd + length) + byteEnd, from, length);
  byteEnd += length;
}

function add(column: u32, number: u32, token: usize, length: u32, stemLength: u32): void {
  if (asks) keepBytes(stem.at, stemLength);
  const at = tokens.need(TOKEN_BYTES * (<usize>number + 2)) + TOKEN_BYTES * <usize>number;
  store<u32>(at, byteEnd - stemLength);
  store<u32>(at, stemLength, 4);
  if (hasSingleWords) {
    store<u32>(starts.need(4), number);
    store<u32>(at, wordKey(column, starts.at, 1), 8);
  }
  addGrams(column, token, length);
  store<u32>(at, gramEnd, 12 + TOKEN_BYTES);
}

// The key of the word n-gram of so many tokens, whose numbers lie at `list`.
export function wordKey(column: u32, list: usize, tokenCount: u32): u32 {
  const prefix = prefixes.at + 16 * <usize>column;
  let end = load<u32>(prefix, 4);
  memory.copy(name.need(end), load<u32>(prefix), end);
  for (let i: u32 = 0; i < tokenCount; i++) {
    const token = tokens.at + TOKEN_BYTES * <usize>load<u32>(list + 4 * <usize>i);
    const length = load<u32>(token, 4);
    name.need(<usize>end + length + 1);
    if (i > 0) store<u8>(name.at + end++, BLANK);
    memory.copy(name.at + end, bytes.at + load<u32>(token), length);
    end += length;
  }
  return keyOf(name.at, end, 2 * column);
}

// The character n-grams of a token with a blank as border on either side, as code points.
function addGrams(column: u32, token: usize, length: u32): void {
  const prefix = prefixes.at + 16 * <usize>column;
  const prefixBytes = load<u32>(prefix, 12);
  const target = name.need(<usize>prefixBytes + length + 2) + prefixBytes;
  memory.copy(name.at, load<u32>(prefix, 8), prefixBytes);
  const pointCount = writeBordered(token, length);
  for (let n = min(shortest, pointCount), last = min(longest, pointCount); n <= last; n++) {
    for (let i: u32 = 0; i + n <= pointCount; i++) {
      const from = load<u32>(starts.at + 4 * <usize>i);
      const gramBytes = load<u32>(starts.at + 4 * <usize>(i + n)) - from;
      for (let b: u32 = 0; b < gramBytes; b++) store<u8>(target + b, load<u8>(bordered.at + from + b));
      grams.need(4 * (<usize>gramEnd + 1));
      store<u32>(grams.at + 4 * <usize>(gramEnd++), keyOf(name.at, prefixBytes + gramBytes, 2 * column + 1));
    }
  }
}

// Writes where the code points of a token with its borders start; gives their number.
function writeBordered(token: usize, length: u32): u32 {
  const at = bordered.need(<usize>length + 2);
  store<u8>(at, BLANK);
  memory.copy(at + 1, token, length);
  store<u8>(at + 1 + length, BLANK);
  const start = starts.need(4 * (<usize>length + 3));
  let pointCount: u32 = 0;
  for (let b: u32 = 0; b < length + 2; b++) if ((load<u8>(at + b) & 0xc0) != 0x80) store<u32>(start + 4 * <usize>(pointCount++), b);
  store<u32>(start + 4 * <usize>pointCount, length + 2);
  return pointCount;
}

function enlarge(): void {
  const before = heap.alloc(SLOT_BYTES * (<usize>mask + 1));
  const slotCount = mask + 1;
  memory.copy(before, slots.at, SLOT_BYTES * <usize>slotCount);
  mask = 2 * mask + 1;
  slots.clear(SLOT_BYTES * (<usize>mask + 1));
  for (let i: u32 = 0; i < slotCount; i++) {
    const from = before + SLOT_BYTES * <usize>i;
    if (load<u32>(from, 12) == 0) continue;
    let next = load<u32>(from);
    let slot = slots.at + SLOT_BYTES * <usize>(next & mask);
    while (load<u32>(slot, 12) != 0) slot = slots.at + SLOT_BYTES * <usize>(++next & mask);
    memory.copy(slot, from, SLOT_BYTES);
  }
  heap.free(before);
}

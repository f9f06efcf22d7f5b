// Distinct n-grams in order of first occurrence: what text/key-table.ts is in TypeScript.

// @ts-nocheck: AssemblyScript, not TypeScript
import { Room } from '../room';

// A key: low word, high word, kind, where its name starts; the name ends where that of the next starts.
const KEY_BYTES: usize = 16;
// A slot: low word, high word, key + 1 (0 for an empty slot), nothing.
const SLOT_BYTES: usize = 16;
const SLOTS: u32 = 16384;

const keys = new Room();
const slots = new Room();
const names = new Room();
let count: u32 = 0;
let mask: u32 = SLOTS - 1;
let nameEnd: u32 = 0;

@inline export function keyCount(): u32 { return count; }
@inline export function nameBytes(): u32 { return nameEnd; }
@inline export function lowOf(key: u32): u32 { return load<u32>(keys.at + KEY_BYTES * <usize>key); }
@inline export function highOf(key: u32): u32 { return load<u32>(keys.at + KEY_BYTES * <usize>key, 4); }
@inline export function kindOf(key: u32): u32 { return load<u32>(keys.at + KEY_BYTES * <usize>key, 8); }
@inline export function nameStartOf(key: u32): u32 { return load<u32>(keys.at + KEY_BYTES * <usize>key, 12); }
@inline export function nameOf(key: u32): usize { return names.at + nameStartOf(key); }

export function forgetKeys(): void {
  count = 0;
  nameEnd = 0;
  slots.clear(SLOT_BYTES * (<usize>mask + 1));
  store<u32>(keys.need(KEY_BYTES), 0, 12);
}

// The number of the n-gram of that name and kind, which is added when it is new.
export function keyOf(name: usize, length: u32, kind: u32): u32 {
  let a: u32 = 42;
  let b: u32 = 42;
  let i: u32 = 0;
  for (; i + 4 <= length; i += 4) {
    const k = load<u32>(name + i);
    a = rotl<u32>(a ^ scramble(k), 13) * 5 + 0xe6546b64;
    b = rotl<u32>(b ^ scrambleSecond(k), 17) * 5 + 0x0bcaa747;
  }
  if (i < length) {
    let k = <u32>load<u8>(name + i);
    if (i + 1 < length) k |= <u32>load<u8>(name + i, 1) << 8;
    if (i + 2 < length) k |= <u32>load<u8>(name + i, 2) << 16;
    a ^= scramble(k);
    b ^= scrambleSecond(k);
  }
  return find(name, length, kind, finalise(a ^ length), finalise(b ^ length));
}

// The two lanes of text/murmur3.ts.
@inline function scramble(k: u32): u32 { return rotl<u32>(k * 0xcc9e2d51, 15) * 0x1b873593; }
@inline function scrambleSecond(k: u32): u32 { return rotl<u32>(k * 0xab0e9789, 16) * 0x38b34ae5; }
@inline function finalise(word: u32): u32 {
  let h = (word ^ (word >>> 16)) * 0x85ebca6b;
  h = (h ^ (h >>> 13)) * 0xc2b2ae35;
  return h ^ (h >>> 16);
}

@inline function find(name: usize, length: u32, kind: u32, low: u32, high: u32): u32 {
  let slot = slots.at + SLOT_BYTES * <usize>(low & mask);
  for (let next = low + 1; load<u32>(slot, 8) != 0; next++) {
    if (load<u32>(slot) == low && load<u32>(slot, 4) == high) return load<u32>(slot, 8) - 1;
    slot = slots.at + SLOT_BYTES * <usize>(next & mask);
  }
  store<u32>(slot, low);
  store<u32>(slot, high, 4);
  store<u32>(slot, count + 1, 8);
  return add(name, length, kind, low, high);
}

function add(name: usize, length: u32, kind: u32, low: u32, high: u32): u32 {
  memory.copy(names.need(<usize>nameEnd + length) + nameEnd, name, length);
  nameEnd += length;
  const key = keys.need(KEY_BYTES * (<usize>count + 2)) + KEY_BYTES * <usize>count;
  store<u32>(key, low);
  store<u32>(key, high, 4);
  store<u32>(key, kind, 8);
  store<u32>(key, nameEnd, 12 + KEY_BYTES);
  count++;
  if (count > mask >>> 1) enlarge();
  return count - 1;
}

function enlarge(): void {
  mask = 2 * mask + 1;
  slots.clear(SLOT_BYTES * (<usize>mask + 1));
  for (let key: u32 = 0; key < count; key++) {
    const low = lowOf(key);
    let next = low;
    let slot = slots.at + SLOT_BYTES * <usize>(next & mask);
    while (load<u32>(slot, 8) != 0) slot = slots.at + SLOT_BYTES * <usize>(++next & mask);
    store<u32>(slot, low);
    store<u32>(slot, highOf(key), 4);
    store<u32>(slot, key + 1, 8);
  }
}

// What was counted in the order of the file: keys ascending by (high, low), entries by the place of their key in it.

// @ts-nocheck: AssemblyScript, not TypeScript
import { entryCount, keyOfEntry, timesOfEntry } from './entries';
import { highOf, keyCount, kindOf, lowOf, nameBytes, nameOf, nameStartOf } from './keys';
import { Room } from '../room';

const order = new Room();
const places = new Room();
const digits = new Room();
const lows = new Room();
const highs = new Room();
const kinds = new Room();
const nameStarts = new Room();
const names = new Room();
const entryKeys = new Room();
const entryTimes = new Room();

export function lowsAt(): usize { return lows.at; }
export function highsAt(): usize { return highs.at; }
export function kindsAt(): usize { return kinds.at; }
export function nameStartsAt(): usize { return nameStarts.at; }
export function namesAt(): usize { return names.at; }
export function entryKeysAt(): usize { return entryKeys.at; }
export function entryTimesAt(): usize { return entryTimes.at; }

// Sorts the keys: two counting passes over the high word, then the few ties by hand.
export function sortKeys(): void {
  const count = keyCount();
  order.need(4 * <usize>count);
  places.need(4 * <usize>count);
  for (let key: u32 = 0; key < count; key++) store<u32>(order.at + 4 * <usize>key, key);
  countingPass(order.at, places.at, 0);
  countingPass(places.at, order.at, 16);
  for (let i: u32 = 1; i < count; i++) settle(order.at + 4 * <usize>i);
  writeKeys(count);
}

function countingPass(from: usize, to: usize, shift: u32): void {
  const count = keyCount();
  digits.clear(4 * 0x10001);
  for (let key: u32 = 0; key < count; key++) {
    const next = digits.at + 4 * <usize>(((highOf(key) >>> shift) & 0xffff) + 1);
    store<u32>(next, load<u32>(next) + 1);
  }
  for (let digit = digits.at, end = digits.at + 4 * 0x10000; digit < end; digit += 4) store<u32>(digit, load<u32>(digit) + load<u32>(digit, 4), 4);
  for (const end = from + 4 * <usize>count; from < end; from += 4) {
    const key = load<u32>(from);
    const next = digits.at + 4 * <usize>((highOf(key) >>> shift) & 0xffff);
    const place = load<u32>(next);
    store<u32>(next, place + 1);
    store<u32>(to + 4 * <usize>place, key);
  }
}

// Moves a key before those of the same high word whose low word is larger.
@inline function settle(at: usize): void {
  const key = load<u32>(at);
  for (; at > order.at; at -= 4) {
    const before = load<u32>(at - 4);
    if (highOf(before) != highOf(key) || lowOf(before) <= lowOf(key)) break;
    store<u32>(at, before);
  }
  store<u32>(at, key);
}

function writeKeys(count: u32): void {
  lows.need(4 * <usize>count);
  highs.need(4 * <usize>count);
  kinds.need(count);
  store<u32>(nameStarts.need(4 * (<usize>count + 1)), 0);
  names.need(nameBytes());
  let end: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const key = load<u32>(order.at + 4 * <usize>i);
    store<u32>(places.at + 4 * <usize>key, i);
    store<u32>(lows.at + 4 * <usize>i, lowOf(key));
    store<u32>(highs.at + 4 * <usize>i, highOf(key));
    store<u8>(kinds.at + i, <u8>kindOf(key));
    const length = nameStartOf(key + 1) - nameStartOf(key);
    const name = nameOf(key);
    for (let b: u32 = 0; b < length; b++) store<u8>(names.at + end + b, load<u8>(name + b));
    end += length;
    store<u32>(nameStarts.at + 4 * <usize>i, end, 4);
  }
}

// Writes the entries by place of their key, after `sortKeys`: keys in 2 or 4 bytes, times in 1, 2 or 4.
export function writeEntries(keyBytes: u32, timesBytes: u32): void {
  const count = <usize>entryCount();
  entryKeys.need(<usize>keyBytes * count);
  entryTimes.need(<usize>timesBytes * count);
  for (let e: usize = 0; e < count; e++) {
    const place = load<u32>(places.at + 4 * <usize>keyOfEntry(e));
    if (keyBytes == 2) store<u16>(entryKeys.at + 2 * e, <u16>place);
    else store<u32>(entryKeys.at + 4 * e, place);
    const times = timesOfEntry(e);
    if (timesBytes == 1) store<u8>(entryTimes.at + e, <u8>times);
    else if (timesBytes == 2) store<u16>(entryTimes.at + 2 * e, <u16>times);
    else store<u32>(entryTimes.at + 4 * e, times);
  }
}

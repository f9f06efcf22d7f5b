// The n-grams of all rows, each row's in order of first occurrence.

// @ts-nocheck: AssemblyScript, not TypeScript
import { keyCount } from './keys';
import { Room } from '../room';

const entryKeys = new Room();
const entryTimes = new Room();
// By key: its place among the entries. May be left from an earlier row or hold anything, so the row's entry at that place must have the key.
const places = new Room();
let count: u32 = 0;
let rowStart: u32 = 0;
let largest: u32 = 0;

@inline export function entryCount(): u32 { return count; }
@inline export function largestTimes(): u32 { return largest; }
@inline export function keyOfEntry(entry: usize): u32 { return load<u32>(entryKeys.at + 4 * entry); }
@inline export function timesOfEntry(entry: usize): u32 { return load<u32>(entryTimes.at + 4 * entry); }

export function forgetEntries(): void {
  count = 0;
  rowStart = 0;
  largest = 1;
}

export function startRow(): void {
  rowStart = count;
}

// Makes room for so many entries more, and for the places of all keys.
export function reserve(more: u32): void {
  entryKeys.need(4 * (<usize>count + more));
  entryTimes.need(4 * (<usize>count + more));
  places.need(4 * <usize>keyCount());
}

// Counts a key once more in the row, after `reserve`.
@inline export function addEntry(key: u32): void {
  const place = load<u32>(places.at + 4 * <usize>key);
  if (place >= rowStart && place < count && load<u32>(entryKeys.at + 4 * <usize>place) == key) {
    const times = load<u32>(entryTimes.at + 4 * <usize>place) + 1;
    store<u32>(entryTimes.at + 4 * <usize>place, times);
    if (times > largest) largest = times;
    return;
  }
  store<u32>(places.at + 4 * <usize>key, count);
  store<u32>(entryKeys.at + 4 * <usize>count, key);
  store<u32>(entryTimes.at + 4 * <usize>count, 1);
  count++;
}

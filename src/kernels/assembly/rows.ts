// The vectors of a shard's rows: what model/vectors/row-builder.ts does in TypeScript, to the bit, without a compiler to warm up.
// The formula stands in model/vectors/vector-builder.ts.

// @ts-nocheck: AssemblyScript, not TypeScript
import { Room } from './room';

// Where the host has written what is known of n-grams and rows (see `NgramFeatures`), and how many there are of each.
export let keyCount: u32 = 0;
export let featureCount: u32 = 0;
export let rowCount: u32 = 0;
// The most entries that a row has.
export let longest: u32 = 0;
export let ofKey: usize = 0;
export let idfOfKey: usize = 0;
export let blockOfKey: usize = 0;
// 0: there are none.
export let twin: usize = 0;
export let memberCount: usize = 0;
export let idOf: usize = 0;
export let blockWeights: usize = 0;
// t' by t, for t below `tabulated`.
export let weighed: usize = 0;
export let tabulated: u32 = 0;
export let offsets: usize = 0;
export let entryKeys: usize = 0;
export let keyBytes: u32 = 0;
export let entryTimes: usize = 0;
export let timesBytes: u32 = 0;

// t' of larger t.
@external("host", "weighTimes")
declare function weighTimes(times: u32): f64;

const given = new Room();
const ends = new Room();
const ids = new Room();
const values = new Room();
// An entry of a block: Σ t', Σ t'², feature (as in `ofKey`), its idf. The next entry is written before it is known to count.
const ENTRY_BYTES: usize = 24;
const entries = new Room();
// By feature: one more than the place among them of one with several members; zero between blocks.
const blockPlaces = new Room();
// Of a row: the values so far, where in them a feature stands, a bit for each feature, and a bit for each word of those bits.
const rowValues = new Room();
const rowPlaces = new Room();
const bits = new Room();
const words = new Room();
// Entries of a block without twins; the times by n-gram are zero between blocks.
const twinTimes = new Room();
const joinedKeys = new Room();
const joinedTimes = new Room();
let valueCount: u32 = 0;
let end: u32 = 0;

// Where the host writes so many bytes.
export function givenAt(byteCount: usize): usize { return given.need(byteCount); }
// Where the vector of row r ends: u32 of number r + 1; that of number 0 is 0.
export function endsAt(): usize { return ends.at; }
export function idsAt(): usize { return ids.at; }
export function valuesAt(): usize { return values.at; }

// Makes the vectors of all rows; gives the number of their entries.
export function build(): u32 {
  makeRoom();
  end = 0;
  store<u32>(ends.at, 0);
  for (let row: usize = 0; row < rowCount; row++) {
    const at = offsets + 4 * row;
    addRow(load<u32>(at), load<u32>(at, 4));
    emit();
    store<u32>(ends.at + 4 * row, end, 4);
  }
  return end;
}

function makeRoom(): void {
  const entryCount = <usize>load<u32>(offsets + 4 * <usize>rowCount);
  const features = <usize>featureCount;
  ends.need(4 * (<usize>rowCount + 1));
  ids.need(4 * entryCount);
  values.need(4 * entryCount);
  entries.need(ENTRY_BYTES * (<usize>longest + 1));
  blockPlaces.clear(4 * features);
  rowValues.need(8 * <usize>longest);
  rowPlaces.need(4 * features);
  bits.clear(4 * ((features + 31) >> 5));
  words.clear(4 * ((features + 1023) >> 10));
  if (twin == 0) return;
  twinTimes.clear(4 * <usize>keyCount);
  joinedKeys.need(4 * <usize>longest);
  joinedTimes.need(4 * <usize>longest);
}

@inline function keyOf(at: usize, bytes: u32, entry: usize): u32 { return bytes == 2 ? <u32>load<u16>(at + 2 * entry) : load<u32>(at + 4 * entry); }
@inline function timesOf(at: usize, bytes: u32, entry: usize): u32 {
  return bytes == 1 ? <u32>load<u8>(at + entry) : bytes == 2 ? <u32>load<u16>(at + 2 * entry) : load<u32>(at + 4 * entry);
}
@inline function blockOf(entry: u32): u32 { return load<u8>(blockOfKey + <usize>keyOf(entryKeys, keyBytes, entry)); }

// Entries come block by block, so that the last one tells whether there is only one.
function addRow(from: u32, to: u32): void {
  valueCount = 0;
  for (let start = from; start < to; ) {
    const block = blockOf(start);
    let next = to;
    if (blockOf(to - 1) != block) for (next = start + 1; blockOf(next) == block; next++);
    const count =
      twin == 0
        ? gather(entryKeys, keyBytes, entryTimes, timesBytes, start, next)
        : gather(joinedKeys.at, 4, joinedTimes.at, 4, 0, join(start, next));
    if (count > 0) mark(count, load<f64>(blockWeights + 8 * <usize>block));
    start = next;
  }
}

// Adds up the times of n-grams that share a table key, in order of the first of them; gives their number.
function join(from: u32, to: u32): u32 {
  let count: u32 = 0;
  for (let e = from; e < to; e++) {
    const key = load<u32>(twin + 4 * <usize>keyOf(entryKeys, keyBytes, e));
    const at = twinTimes.at + 4 * <usize>key;
    const times = load<u32>(at);
    if (times == 0) store<u32>(joinedKeys.at + 4 * <usize>(count++), key);
    store<u32>(at, times + timesOf(entryTimes, timesBytes, e));
  }
  for (let i: usize = 0; i < count; i++) {
    const at = twinTimes.at + 4 * <usize>load<u32>(joinedKeys.at + 4 * i);
    store<u32>(joinedTimes.at + 4 * i, load<u32>(at));
    store<u32>(at, 0);
  }
  return count;
}

// Sums the entries of a block by feature, in order of first occurrence; gives the number of features.
function gather(keys: usize, bytesOfKey: u32, times: usize, bytesOfTimes: u32, from: u32, to: u32): u32 {
  const features = ofKey;
  const idfs = idfOfKey;
  const table = weighed;
  const places = blockPlaces.at;
  const first = entries.at;
  let at = first;
  for (let e = from; e < to; e++) {
    const key = <usize>keyOf(keys, bytesOfKey, e);
    const t = timesOf(times, bytesOfTimes, e);
    const found = load<i32>(features + 4 * key);
    const weight = t < tabulated ? load<f64>(table + 8 * <usize>t) : weighTimes(t);
    store<f64>(at, weight);
    store<f64>(at, weight * weight, 8);
    store<i32>(at, found, 16);
    store<f32>(at, load<f32>(idfs + 4 * key), 20);
    if ((found & 1) == 0) {
      at += ENTRY_BYTES;
      continue;
    }
    if (found < 0) continue;
    const place = places + 4 * <usize>(found >>> 1);
    const known = load<u32>(place);
    if (known == 0) {
      at += ENTRY_BYTES;
      store<u32>(place, <u32>((at - first) / ENTRY_BYTES));
      continue;
    }
    const sums = first + ENTRY_BYTES * <usize>(known - 1);
    store<f64>(sums, load<f64>(sums) + weight);
    store<f64>(sums, load<f64>(sums, 8) + weight * weight, 8);
  }
  return <u32>((at - first) / ENTRY_BYTES);
}

// Norms a block and adds it to the row.
function mark(count: u32, weight: f64): void {
  const scale = weight / sqrt<f64>(finishSums(count));
  const places = rowPlaces.at;
  const listed = rowValues.at;
  const bitsAt = bits.at;
  const wordsAt = words.at;
  let valuesEnd = valueCount;
  for (let at = entries.at, last = at + ENTRY_BYTES * <usize>count; at < last; at += ENTRY_BYTES) {
    const found = load<u32>(at, 16) >>> 1;
    const wordAt = bitsAt + 4 * <usize>(found >>> 5);
    const word = load<u32>(wordAt);
    const bit = <u32>1 << (found & 31);
    const place = places + 4 * <usize>found;
    const value = load<f64>(at) * scale;
    if ((word & bit) != 0) {
      const known = listed + 8 * <usize>load<u32>(place);
      store<f64>(known, load<f64>(known) + value);
      continue;
    }
    store<u32>(wordAt, word | bit);
    const markAt = wordsAt + 4 * <usize>(found >>> 10);
    store<u32>(markAt, load<u32>(markAt) | (<u32>1 << ((found >>> 5) & 31)));
    store<u32>(place, valuesEnd);
    store<f64>(listed + 8 * <usize>(valuesEnd++), value);
  }
  valueCount = valuesEnd;
}

// Turns Σ t' into idf · Σ t' / √members and gives Σ (idf · t')².
function finishSums(count: u32): f64 {
  let total: f64 = 0;
  for (let at = entries.at, last = at + ENTRY_BYTES * <usize>count; at < last; at += ENTRY_BYTES) {
    const idf = <f64>load<f32>(at, 20);
    total += idf * idf * load<f64>(at, 8);
    let sum = idf * load<f64>(at);
    const found = load<u32>(at, 16);
    if ((found & 1) != 0) {
      const feature = <usize>(found >>> 1);
      sum /= sqrt<f64>(<f64>load<u32>(memberCount + 4 * feature));
      store<u32>(blockPlaces.at + 4 * feature, 0);
    }
    store<f64>(at, sum);
  }
  return total;
}

// Appends the row by ascending feature, which is ascending id, and clears it.
function emit(): void {
  const places = rowPlaces.at;
  const listed = rowValues.at;
  let idAt = ids.at + 4 * <usize>end;
  let valueAt = values.at + 4 * <usize>end;
  const wordCount = (featureCount + 1023) >>> 10;
  for (let w: u32 = 0; w < wordCount; w++) {
    const marks = words.at + 4 * <usize>w;
    for (let left = load<u32>(marks); left != 0; left &= left - 1) {
      const b = 32 * w + ctz<u32>(left);
      const wordAt = bits.at + 4 * <usize>b;
      for (let word = load<u32>(wordAt); word != 0; word &= word - 1) {
        const found = 32 * b + ctz<u32>(word);
        store<u32>(idAt, load<u32>(idOf + 4 * <usize>found));
        store<f32>(valueAt, <f32>load<f64>(listed + 8 * <usize>load<u32>(places + 4 * <usize>found)));
        idAt += 4;
        valueAt += 4;
      }
      store<u32>(wordAt, 0);
    }
    store<u32>(marks, 0);
  }
  end = <u32>((idAt - ids.at) >> 2);
}

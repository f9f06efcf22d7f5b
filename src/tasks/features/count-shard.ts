import type { NgramCounts } from '../../artifacts/files/ngram-counts-file.js';
import type { ShardTexts } from '../../artifacts/shard-texts.js';
import { KeyTable } from '../../text/key-table.js';
import { NgramCounter, type NgramSettings } from '../../text/ngram-counter.js';
import { keysInOrder } from './key-order.js';

/** Counts the n-grams of a shard's rows: what the shard's texts and the settings alone decide. Cost: linear in the texts. */
export function countShard(texts: ShardTexts, settings: NgramSettings): NgramCounts {
  const counter = new NgramCounter(settings, new KeyTable(true));
  const entries = new EntryList(USUAL_ENTRIES * texts.rowCount);
  const offsets = new Uint32Array(texts.rowCount + 1);
  for (let row = 0; row < texts.rowCount; row++) {
    counter.count(
      texts.texts.map((column) => column[row]!),
      texts.categorical.map((column) => column[row]!),
    );
    entries.add(counter);
    offsets[row + 1] = entries.count;
  }
  const order = keysInOrder(counter.keys.low, counter.keys.high, counter.keys.count);
  return {
    rowCount: texts.rowCount,
    ...sortedKeys(counter.keys, order),
    offsets,
    entryKey: renumber(entries.key.subarray(0, entries.count), order),
    entryTimes: narrow(entries.times.subarray(0, entries.count)),
    numeric: texts.numeric.map((column) => Float64Array.from(column, (value) => value ?? Number.NaN)),
  };
}

/** Entries of a short text, so that the lists seldom have to grow. */
const USUAL_ENTRIES = 80;

/** Entries of all rows so far. */
class EntryList {
  count = 0;
  key: Uint32Array;
  times: Uint32Array;

  constructor(capacity: number) {
    this.key = new Uint32Array(capacity);
    this.times = new Uint32Array(capacity);
  }

  add({ entryCount, entryKey, entryTimes }: NgramCounter): void {
    if (this.count + entryCount > this.key.length) this.#grow(this.count + entryCount);
    for (let e = 0; e < entryCount; e++) {
      this.key[this.count + e] = entryKey[e]!;
      this.times[this.count + e] = entryTimes[e]!;
    }
    this.count += entryCount;
  }

  #grow(wanted: number): void {
    const length = Math.max(2 * this.key.length, wanted);
    const [key, times] = [new Uint32Array(length), new Uint32Array(length)];
    key.set(this.key);
    times.set(this.times);
    this.key = key;
    this.times = times;
  }
}

function sortedKeys(keys: KeyTable, order: Uint32Array): Pick<NgramCounts, 'keyLow' | 'keyHigh' | 'keyKind' | 'nameStart' | 'nameBytes'> {
  const nameStart = new Uint32Array(order.length + 1);
  const nameBytes = new Uint8Array(keys.nameStart[keys.count]!);
  const keyLow = new Uint32Array(order.length);
  const keyHigh = new Uint32Array(order.length);
  const keyKind = new Uint8Array(order.length);
  for (let i = 0; i < order.length; i++) {
    const index = order[i]!;
    keyLow[i] = keys.low[index]!;
    keyHigh[i] = keys.high[index]!;
    keyKind[i] = keys.kind[index]!;
    const from = keys.nameStart[index]!;
    const length = keys.nameStart[index + 1]! - from;
    const start = nameStart[i]!;
    for (let b = 0; b < length; b++) nameBytes[start + b] = keys.nameBytes[from + b]!;
    nameStart[i + 1] = start + length;
  }
  return { keyLow, keyHigh, keyKind, nameStart, nameBytes };
}

/** Entries by place in the order instead of by first occurrence, in as few bytes as hold them. */
function renumber(entryKey: Uint32Array, order: Uint32Array): Uint16Array | Uint32Array {
  const place = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) place[order[i]!] = i;
  const renumbered = order.length <= 0x10000 ? new Uint16Array(entryKey.length) : new Uint32Array(entryKey.length);
  for (let e = 0; e < entryKey.length; e++) renumbered[e] = place[entryKey[e]!]!;
  return renumbered;
}

/** The same numbers in the narrowest of one, two or four bytes that holds the largest. */
function narrow(times: Uint32Array): Uint8Array | Uint16Array | Uint32Array {
  let largest = 0;
  for (let e = 0; e < times.length; e++) if (times[e]! > largest) largest = times[e]!;
  if (largest <= 0xff) return Uint8Array.from(times);
  return largest <= 0xffff ? Uint16Array.from(times) : times.slice();
}

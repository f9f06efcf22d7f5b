import type { ShardTexts } from '../../src/artifacts/shard-texts.js';
import { NgramCounter, type NgramSettings } from '../../src/text/ngram-counter.js';
import { KindTable } from '../text/kind-table.js';

/** The counts of a shard as plain lists, by the counter in TypeScript, one row after the other: what the kernel must give to the bit. */
export function plainCounts({ rowCount, texts, categorical }: ShardTexts, settings: NgramSettings) {
  const counter = new NgramCounter(settings, new KindTable(true));
  const rows = Array.from({ length: rowCount }, (_, row) => {
    counter.count(
      texts.map((column) => column[row]!),
      categorical.map((column) => column[row]!),
    );
    return Array.from({ length: counter.entryCount }, (_, e) => ({ key: counter.entryKey[e]!, times: counter.entryTimes[e]! }));
  });
  const { kind } = counter.keys;
  const { count, low, high, nameStart, nameBytes } = counter.keys.keys;
  const order = Array.from({ length: count }, (_, key) => key).sort((a, b) => high[a]! - high[b]! || low[a]! - low[b]!);
  const place = new Map(order.map((key, at) => [key, at]));
  return {
    keyLow: order.map((key) => low[key]!),
    keyHigh: order.map((key) => high[key]!),
    keyKind: order.map((key) => kind[key]!),
    names: order.map((key) => Buffer.from(nameBytes.subarray(nameStart[key], nameStart[key + 1])).toString()),
    rows: rows.map((entries) => entries.map(({ key, times }) => [place.get(key)!, times])),
  };
}

import { expect, it } from 'vitest';
import { Rng, shuffle } from '../../src/core/rng.js';
import { entriesOf } from '../../src/ml/labelled-rows.js';
import { orderInMemory } from '../../src/training/order-in-memory.js';
import { drawRows, problemOf } from '../ml/linear-problem.js';

const [shard] = problemOf(drawRows(200, 90, 5, 7)).rows.shards;
const { offsets, ids, values } = shard!;
/** The same rows in two shards, the second from row 120 on. */
const from = offsets[120]!;
const shards = [
  { offsets: offsets.slice(0, 121), ids: ids.slice(0, from), values: values.slice(0, from) },
  { offsets: offsets.slice(120).map((at) => at - from), ids: ids.slice(from), values: values.slice(from) },
];
const row = shuffle(
  Uint32Array.from({ length: 200 }, (_, i) => i),
  Rng.fromSeed(3),
).slice(0, 150);
const rows = { shards, firstRow: [0, 120, 200], row };

const toldOf = (of: typeof rows): unknown[] =>
  [...of.row.keys()].map((place) => {
    const own = entriesOf(of, place);
    return [[...own.ids.subarray(own.from, own.to)], [...own.values.subarray(own.from, own.to)]];
  });

it('rows in an order of their own have the same entries in the same places, one behind the other in one shard', () => {
  const { byteCount, ...ordered } = orderInMemory(rows, 2 ** 20);
  expect(toldOf(ordered as typeof rows)).toEqual(toldOf(rows));
  expect([...ordered.row]).toEqual([...row.keys()]);
  expect(ordered.shards).toHaveLength(1);
  const [only] = ordered.shards;
  expect(byteCount).toBe(only!.ids.byteLength + only!.values.byteLength + only!.offsets.byteLength);
});

it('rows that would take more memory than they may stay where they are', () => {
  const { byteCount } = orderInMemory(rows, 2 ** 20);
  expect(orderInMemory(rows, byteCount).byteCount).toBe(byteCount);
  expect(orderInMemory(rows, byteCount - 1)).toEqual({ ...rows, byteCount: 0 });
});

import { expect, it } from 'vitest';
import { SHARD_ROWS } from '../../../src/artifacts/prepared.js';
import { cutBatches, workersFor } from '../../../src/runner/flow/batches.js';

const batchesOf = (counts: readonly number[]) => cutBatches([...counts.keys()], (shard) => counts[shard] as number);

it('shards of small files share a task up to the rows of one full shard, in order', () => {
  expect(batchesOf([2, 2, SHARD_ROWS, 5, SHARD_ROWS - 5, 1])).toEqual([[0, 1], [2], [3, 4], [5]]);
  expect(batchesOf([SHARD_ROWS, SHARD_ROWS])).toEqual([[0], [1]]);
  expect(batchesOf([])).toEqual([]);
});

it('so many shards and no more share a task, and none is left out', () => {
  const batches = batchesOf(new Array(1500).fill(2));
  expect(Math.max(...batches.map((batch) => batch.length))).toBe(64);
  expect(batches.flat()).toEqual([...new Array(1500).keys()]);
});
it('so many workers are warmed up as rows pay for, at least one and never more than there are', () => {
  expect([0, 1, 2 * SHARD_ROWS].map((rowCount) => workersFor(rowCount, 4))).toEqual([1, 1, 1]);
  expect(workersFor(2 * SHARD_ROWS + 1, 4)).toBe(2);
  expect(workersFor(100 * SHARD_ROWS, 4)).toBe(4);
});

import { expect, test } from 'vitest';
import { NO_ROLE, TEST, TRAIN } from '../../src/artifacts/split.js';
import { digestBytes } from '../../src/core/digest.js';
import { describeDrift } from '../../src/report/newest-rows.js';

/** Six good rows of codes a, a, b, a, b, b; a shard for so many of them, each with so many bad rows beside them. */
function made(partitionRows: readonly number[], shards: readonly (readonly [good: number, bad: number])[]) {
  const partitions = partitionRows.map((rowCount, i) => ({ path: `day-${i}.parquet`, digest: digestBytes(''), byteCount: 1, rowCount }));
  const firstRow = [0, ...shards.map((_, s) => shards.slice(0, s + 1).reduce((sum, [good]) => sum + good, 0))];
  return {
    source: { partitions, codebook: null },
    prepared: {
      shards: shards.map(([rowCount, quarantinedCount]) => ({ key: digestBytes(''), folder: '', rowCount, quarantinedCount })),
      firstRow,
      rowCount: 6,
      codes: ['a', 'b'],
      code: Int32Array.of(0, 0, 1, 0, 1, 1),
      group: Uint32Array.of(0, 1, 2, 3, 4, 5),
      groupCount: 6,
      included: Uint8Array.of(1, 1, 1, 1, 1, 1),
    },
    split: { role: Uint8Array.of(TRAIN, TEST, TRAIN, TEST, TRAIN, NO_ROLE) },
  };
}

test('the newest rows are those of the last partition, wherever bad rows stood', () => {
  expect(
    describeDrift(
      made(
        [4, 3],
        [
          [4, 0],
          [2, 1],
        ],
      ),
    ),
  ).toMatchObject({ by: 'partition', newest: 'day-1.parquet', earlierCount: 4, newestCount: 2 });
  expect(
    describeDrift(
      made(
        [5, 2],
        [
          [4, 1],
          [2, 0],
        ],
      ),
    ),
  ).toMatchObject({ earlierCount: 4, newestCount: 2 });
});

test('in a shard of several partitions they are told where no row of it is bad, else nothing is', () => {
  expect(describeDrift(made([2, 3, 1], [[6, 0]]))).toMatchObject({ newest: 'day-2.parquet', earlierCount: 5, newestCount: 1 });
  expect(describeDrift(made([2, 3, 2], [[6, 1]]))).toBeNull();
});

test('with a test by time they are its test rows', () => {
  const { split, ...others } = made([6], [[6, 0]]);
  const times = [null, null, null, { from: '2026-11-01', to: '2026-11-30' }];
  expect(describeDrift({ ...others, split: { ...split, details: { times } } })).toMatchObject({
    by: 'period',
    newest: '2026-11-01',
    newestCount: 2,
    earlierCount: 4,
    codes: [
      { code: 'a', earlier: 1, newest: 2 },
      { code: 'b', earlier: 3, newest: 0 },
    ],
  });
});

test('one partition has no newest rows, and rows that take no part are none', () => {
  expect(describeDrift(made([6], [[6, 0]]))).toBeNull();
  const { prepared, ...others } = made(
    [3, 3],
    [
      [3, 0],
      [3, 0],
    ],
  );
  const included = Uint8Array.of(1, 0, 1, 1, 0, 1);
  expect(describeDrift({ ...others, prepared: { ...prepared, included } })).toMatchObject({ earlierCount: 2, newestCount: 2 });
});

import { expect, test } from 'vitest';
import { describeNewPartitions } from '../../../src/cli/commands/plan.js';

test('new partitions are told by their names, the first three of many', () => {
  expect(describeNewPartitions({ paths: ['data/2026-11.parquet'], totalCount: 31 })).toBe('1 of 31 partitions is new: data/2026-11.parquet');
  expect(describeNewPartitions({ paths: ['a', 'b', 'c', 'd', 'e'], totalCount: 1500 })).toBe('5 of 1,500 partitions are new: a, b, c and 2 more');
});

import { SHARD_ROWS } from '../../artifacts/prepared.js';
import type { SourcePartition } from '../../artifacts/source.js';

/** Some consecutive rows of one partition. */
export interface ShardSlice {
  readonly partition: SourcePartition;
  readonly first: number;
  readonly count: number;
}

/** What is prepared together: a slice of one partition, or several small partitions whole. */
export interface PlannedShard {
  /** At least one, in order of partition. */
  readonly slices: readonly ShardSlice[];
  /** Rows of all slices. */
  readonly count: number;
}

/** A partition of fewer rows is small: a shard of its own would cost many times what its rows do. */
const SMALL_ROWS = SHARD_ROWS / 16;
/** So many small partitions are shards of their own, which are made anew one by one. */
const FEW_PARTITIONS = 32;
/** A group of small partitions has at most so many, and on average a quarter of them. */
const MOST_PARTITIONS = 1024;

/**
 * Cuts each partition into shards of `SHARD_ROWS` rows, the last one shorter: a new partition leaves the others' shards alone. Where
 * many are small, those that follow each other share a shard.
 */
export function planShards(partitions: readonly SourcePartition[], shardRows = SHARD_ROWS): readonly PlannedShard[] {
  const slices = partitions.flatMap((partition) => cutPartition(partition, shardRows));
  const isFew = slices.filter(({ partition }) => isSmall(partition)).length <= FEW_PARTITIONS;
  return isFew ? slices.map((slice) => toShard([slice])) : groupSlices(slices, shardRows);
}

function cutPartition(partition: SourcePartition, shardRows: number): readonly ShardSlice[] {
  const shardCount = Math.ceil(partition.rowCount / shardRows);
  return Array.from({ length: shardCount }, (_, i) => {
    const first = i * shardRows;
    return { partition, first, count: Math.min(shardRows, partition.rowCount - first) };
  });
}

/** Large ones stand alone; small ones join those before them, unless a group ends there. */
function groupSlices(slices: readonly ShardSlice[], shardRows: number): readonly PlannedShard[] {
  const groups: ShardSlice[][] = [];
  let rowCount = 0;
  let isOpen = false;
  for (const slice of slices) {
    const { partition, count } = slice;
    const fits = isOpen && isSmall(partition) && rowCount + count <= shardRows && (groups.at(-1)?.length ?? 0) < MOST_PARTITIONS;
    if (!fits) {
      groups.push([]);
      rowCount = 0;
    }
    groups.at(-1)?.push(slice);
    rowCount += count;
    isOpen = isSmall(partition) && !endsGroup(partition);
  }
  return groups.map(toShard);
}

function isSmall({ rowCount }: SourcePartition): boolean {
  return rowCount < SMALL_ROWS;
}

/**
 * Whether a group ends after a partition is drawn from its content, so that a file which comes, goes or changes moves no other end: on
 * average at half the rows of a shard, or at a quarter of the most partitions if that is sooner.
 */
function endsGroup({ digest, rowCount }: SourcePartition): boolean {
  const draw = Number.parseInt(digest.slice(0, 8), 16) / 2 ** 32;
  return draw < Math.max(4 / MOST_PARTITIONS, (2 * rowCount) / SHARD_ROWS);
}

function toShard(slices: readonly ShardSlice[]): PlannedShard {
  return { slices, count: slices.reduce((sum, { count }) => sum + count, 0) };
}

import { SHARD_ROWS } from '../../artifacts/prepared.js';
import type { SourcePartition } from '../../artifacts/source.js';

/** Some consecutive rows of one partition. */
export interface PlannedShard {
  readonly partition: SourcePartition;
  readonly first: number;
  readonly count: number;
}

/** Cuts each partition into shards of `shardRows` rows, the last one shorter: a new partition leaves the others' shards alone. */
export function planShards(partitions: readonly SourcePartition[], shardRows = SHARD_ROWS): readonly PlannedShard[] {
  return partitions.flatMap((partition) => {
    const shardCount = Math.ceil(partition.rowCount / shardRows);
    return Array.from({ length: shardCount }, (_, i) => {
      const first = i * shardRows;
      return { partition, first, count: Math.min(shardRows, partition.rowCount - first) };
    });
  });
}

import { readRecords } from '../records-file.js';
import { type MergedDocuments, type MergeLimits, mergeBuckets, mergeNgrams, type RangedSlice } from './merged-documents.js';

/** Some neighbouring ranges of a file: the first has records starts[0] … starts[1]-1 of it. */
export interface RecordSlice {
  readonly file: string;
  readonly starts: Uint32Array;
}

/** What is merged by one task, and the limits that decide which keys and names are kept. */
export interface MergeDocumentsInput {
  /** The same ranges of every shard, in shard order. */
  readonly ngrams: readonly RecordSlice[];
  /** For hashed ids; null for a vocabulary. */
  readonly buckets: readonly RecordSlice[] | null;
  readonly bucketCount: number | null;
  readonly limits: MergeLimits;
}

/** Merges some ranges of all shards' document records. */
export default function mergeDocuments({ ngrams, buckets, bucketCount, limits }: MergeDocumentsInput): MergedDocuments {
  if (buckets === null || bucketCount === null) return mergeNgrams(ngrams.map(read), limits);
  return mergeBuckets(ngrams.map(read), buckets.map(read), bucketCount, limits);
}

function read({ file, starts }: RecordSlice): RangedSlice {
  const first = starts[0] as number;
  return { starts: starts.map((start) => start - first), records: readRecords(file, first, starts.at(-1) as number) };
}

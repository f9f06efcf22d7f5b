import { type MergedDocuments, type MergeLimits, mergeBuckets, mergeNgrams } from './features/merge-documents.js';
import { readRecords } from './features/records-file.js';

/** Records `from` to `to` - 1 of a file. */
export interface RecordSlice {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

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
  const read = ({ file, from, to }: RecordSlice) => readRecords(file, from, to);
  if (buckets === null || bucketCount === null) return mergeNgrams(ngrams.map(read), limits);
  return mergeBuckets(ngrams.map(read), buckets.map(read), bucketCount, limits);
}

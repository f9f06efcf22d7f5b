import type { BinEdges } from '../../../artifacts/features.js';
import { loadNgramCounts } from '../../../artifacts/files/ngram-counts-file.js';
import { bindCounts } from '../bind-counts.js';
import { writeRecords } from '../records-file.js';
import { countDocuments } from './document-counts.js';

/** A shard's n-gram counts, and which of its rows stand for a training text. */
export interface CountDocumentsInput {
  readonly countsFile: string;
  readonly numericColumns: readonly BinEdges[];
  /** The block of each kind of n-gram. */
  readonly blockOfKind: readonly number[];
  /** 1 for the rows of the run that are the first training row of their text. Over shared memory. */
  readonly counted: Uint8Array;
  readonly firstRow: number;
  /** Buckets of hashed ids; null for a vocabulary. */
  readonly bucketCount: number | null;
  /** The files to write: records of n-grams, and of buckets for hashed ids. */
  readonly ngramsFile: string;
  readonly bucketsFile: string;
}

/** Where the ranges lie in the two files; no starts of buckets for a vocabulary. */
export interface CountDocumentsOutput {
  /** Where each range begins in the file, and the number of records at the end. */
  readonly ngramStarts: Uint32Array;
  readonly bucketStarts: Uint32Array | null;
}

/** Counts in how many training texts of a shard each n-gram occurs (see `document-records.ts`). */
export default function countDocumentsTask(input: CountDocumentsInput): CountDocumentsOutput {
  const counts = bindCounts(loadNgramCounts(input.countsFile), input.numericColumns, input.blockOfKind);
  const { ngrams, buckets } = countDocuments(counts, input.counted, input.firstRow, input.bucketCount);
  writeRecords(input.ngramsFile, ngrams.records);
  if (buckets !== null) writeRecords(input.bucketsFile, buckets.records);
  return { ngramStarts: ngrams.starts, bucketStarts: buckets?.starts ?? null };
}

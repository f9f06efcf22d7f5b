import type { BinEdges, FeatureSpec, NgramTable } from '../../src/artifacts/features.js';
import type { SparseRows } from '../../src/artifacts/files/matrix-file.js';
import type { NgramCounts, NgramNames } from '../../src/artifacts/files/ngram-counts-file.js';
import { blocksOfKinds } from '../../src/model/vectors/feature-blocks.js';
import type { FeatureRow } from '../../src/model/vectors/featurizer.js';
import { ngramSettings } from '../../src/model/vectors/ngram-settings.js';
import { assembleTable } from '../../src/stages/features/assemble-table.js';
import { gatherKeyNames } from '../../src/stages/features/gather-key-names.js';
import { bindCounts } from '../../src/tasks/features/bind-counts.js';
import { buildRows } from '../../src/tasks/features/build-rows.js';
import { countShard } from '../../src/tasks/features/count-shard.js';
import { countDocuments, type DocumentCounts, type RangedRecords } from '../../src/tasks/features/documents/document-counts.js';
import { bucketsOf, RANGE_COUNT, RECORD_WORDS, splitRanges } from '../../src/tasks/features/documents/document-records.js';
import { mergeBuckets, mergeNgrams, type RangedSlice } from '../../src/tasks/features/documents/merged-documents.js';
import { openFindKeys } from '../../src/tasks/features/find-keys.js';
import { nameBins } from '../../src/tasks/features/name-bins.js';
import { withBytes } from './text-bytes.js';

export const TEXT: FeatureSpec['text'] = {
  unicode: 'nfkc',
  case: 'lower',
  accents: 'fold',
  digits: 'keep',
  punctuation: 'space',
  stem: null,
  stopWords: null,
};

/** A feature spec of one text column, words alone, everything kept; `features` and the rest as given. */
export function specOf(part: Partial<Omit<FeatureSpec, 'features'>> = {}, features: Partial<FeatureSpec['features']> = {}): FeatureSpec {
  return {
    version: 1,
    text: TEXT,
    textColumns: ['text'],
    categoricalColumns: [],
    numericColumns: [] as BinEdges[],
    features: {
      words: [1, 1],
      chars: null,
      ids: 'vocabulary',
      minDocumentFrequency: 1,
      maxFeatures: 1000,
      termWeight: 'count',
      idf: 'smooth',
      blocks: 'columns',
      blockWeights: {},
      ...features,
    },
    ...part,
  };
}

export function row(...texts: string[]): FeatureRow {
  return { texts, categorical: [], numeric: [] };
}

interface FitOptions {
  /** 1 for the rows that stand for a training text; all when left out. */
  readonly counted?: Uint8Array;
  /** Rows of each shard; one shard when left out. */
  readonly shardRows?: readonly number[];
  readonly recordsAMerge?: number;
  readonly minGroupsPerNgram?: number;
}

/** The whole flow of the stage over the same pure functions, without files and workers. */
export function fitInMemory(rows: readonly FeatureRow[], spec: FeatureSpec, options: FitOptions = {}): { table: NgramTable; matrix: SparseRows[] } {
  const counted = options.counted ?? new Uint8Array(rows.length).fill(1);
  const bucketCount = bucketsOf(spec.features);
  const shards: NgramCounts[] = [];
  const documents: DocumentCounts[] = [];
  let first = 0;
  for (const count of options.shardRows ?? [rows.length]) {
    const counts = countShard(withBytes(columnsOf(rows.slice(first, first + count), spec)), ngramSettings(spec));
    documents.push(countDocuments(bind(counts, spec), counted, first, bucketCount));
    shards.push(counts);
    first += count;
  }
  const limits = { minDocumentFrequency: spec.features.minDocumentFrequency, minGroupsPerNgram: options.minGroupsPerNgram ?? 1 };
  const sizes = Array.from({ length: RANGE_COUNT }, (_, r) =>
    documents.reduce((sum, { ngrams }) => sum + ngrams.starts[r + 1]! - ngrams.starts[r]!, 0),
  );
  const ranges = splitRanges(sizes, options.recordsAMerge ?? 1 << 20).map((piece) => {
    const ngrams = documents.map((shard) => slice(shard.ngrams, piece));
    if (bucketCount === null) return mergeNgrams(ngrams, limits);
    const buckets = documents.map((shard) => slice(shard.buckets!, piece));
    return mergeBuckets(ngrams, buckets, bucketCount, limits);
  });
  const textCount = counted.reduce((sum, flag) => sum + flag, 0);
  const { table, ...records } = assembleTable(ranges, textCount, spec.features.maxFeatures, spec.features.idf);
  const names = gatherKeyNames(records, nameBins(spec.numericColumns).names, (shard) => shards[shard]!);
  const keyNames = Array.from({ length: table.keyCount }, (_, key) => nameOf(names, key));
  const named = { ...table, keyNames };
  const findKeys = openFindKeys(named, spec.features);
  return { table: named, matrix: shards.map((counts) => buildRows(bind(counts, spec), spec, named, findKeys)) };
}

/** The matrix row by row, as [id, value] pairs. */
export function matrixRows(matrix: readonly SparseRows[]): [number, number][][] {
  return matrix.flatMap(({ offsets, ids, values }) =>
    Array.from({ length: offsets.length - 1 }, (_, r) =>
      Array.from({ length: offsets[r + 1]! - offsets[r]! }, (_, e): [number, number] => [ids[offsets[r]! + e]!, values[offsets[r]! + e]!]),
    ),
  );
}

function bind(counts: NgramCounts, spec: FeatureSpec) {
  return bindCounts(counts, spec.numericColumns, blocksOfKinds(spec));
}

function slice({ starts, records }: RangedRecords, [from, to]: readonly [number, number]): RangedSlice {
  const first = starts[from]!;
  return {
    starts: starts.slice(from, to + 1).map((start) => start - first),
    records: records.slice(first * RECORD_WORDS, starts[to]! * RECORD_WORDS),
  };
}

export function columnsOf(rows: readonly FeatureRow[], spec: FeatureSpec) {
  return {
    rowCount: rows.length,
    texts: spec.textColumns.map((_, c) => rows.map(({ texts }) => texts[c]!)),
    categorical: spec.categoricalColumns.map((_, c) => rows.map(({ categorical }) => categorical[c]!)),
    numeric: spec.numericColumns.map((_, c) => rows.map(({ numeric }) => numeric[c]!)),
  };
}

function nameOf({ nameStart, nameBytes }: NgramNames, index: number): string {
  return Buffer.from(nameBytes.subarray(nameStart[index], nameStart[index + 1])).toString();
}

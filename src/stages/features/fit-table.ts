import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BinEdges } from '../../artifacts/features.js';
import { readNgramNames } from '../../artifacts/files/ngram-counts-file.js';
import { ngramTableFile, writeNgramTableFile } from '../../artifacts/files/ngram-table-file.js';
import type { FeaturesConfig } from '../../config/pipeline-config.js';
import { fail } from '../../core/failure.js';
import { blocksOfKinds } from '../../model/vectors/feature-blocks.js';
import { workersFor } from '../../runner/flow/batches.js';
import { type Pieces, piece } from '../../runner/flow/pieces.js';
import type { StoredArtifact } from '../../store/store.js';
import type { CountDocumentsOutput } from '../../tasks/features/documents/count-documents.js';
import { bucketsOf, RANGE_COUNT, splitRanges } from '../../tasks/features/documents/document-records.js';
import type { MergeDocumentsInput, RecordSlice } from '../../tasks/features/documents/merge-documents.js';
import { nameBins } from '../../tasks/features/name-bins.js';
import type { StageContext } from '../stage-context.js';
import { assembleTable, type UnnamedTable } from './assemble-table.js';
import type { CountedTitles, ShardCounts } from './count-shards.js';
import { gatherKeyNames } from './gather-key-names.js';
import { type TrainingTexts, withTitles } from './training-texts.js';

const TABLE_VERSION = 1;

/** Everything that a table is fitted on. */
export interface TableInput {
  readonly counts: readonly ShardCounts[];
  readonly firstRow: readonly number[];
  readonly texts: TrainingTexts;
  /** Each a training text more; null for none. */
  readonly titles: CountedTitles | null;
  readonly features: FeaturesConfig;
  readonly numericColumns: readonly BinEdges[];
  readonly textColumns: readonly string[];
}

/** The same once titles stand among the counts, behind all rows. */
type FitInput = Omit<TableInput, 'titles'>;

/** The stored table, as a bundle has it. */
export function fitTable({ titles, ...rows }: TableInput, context: StageContext): Pieces<StoredArtifact> {
  const input = titles === null ? rows : { ...rows, counts: [...rows.counts, titles.counts], texts: withTitles(rows.texts, titles.code.length) };
  const { counts, texts, features, numericColumns } = input;
  const { minGroupsPerNgram } = context.config.privacy;
  const fingerprint = {
    version: TABLE_VERSION,
    counts: counts.map(({ key }) => key),
    // Which rows count, and for which text.
    trainingTexts: texts.digest,
    ids: features.ids,
    minDocumentFrequency: features.minDocumentFrequency,
    maxFeatures: features.maxFeatures,
    idf: features.idf,
    // N-grams of one block are merged where no training text tells them apart.
    blocks: features.blocks,
    numericColumns: numericColumns.map(({ column, edges }) => ({ column, edges })),
    // Decides which n-grams are in the table. Above 1 it hid only their names, once.
    minGroupsPerNgram,
    ...(minGroupsPerNgram > 1 ? { rareNgrams: 'cut' } : {}),
  };
  return piece('ngram-table', fingerprint, async (folder) => {
    const { table, ...records } = await computeTable(input, minGroupsPerNgram, context);
    const names = gatherKeyNames(records, nameBins(numericColumns).names, (shard) => readNgramNames((counts[shard] as ShardCounts).file));
    writeNgramTableFile(ngramTableFile(folder), table, names);
    const { featureCount, keyCount, textCount, collisionCount, distinctCount } = table;
    return { featureCount, keyCount, textCount, collisionCount, distinctCount };
  });
}

async function computeTable(input: FitInput, minGroupsPerNgram: number, context: StageContext): Promise<UnnamedTable> {
  const { counts, features, texts } = input;
  const scratch = await context.store.scratch();
  try {
    const rowCount = counts.reduce((sum, shard) => sum + shard.rowCount, 0);
    const options = { signal: context.signal, atOnce: workersFor(rowCount, 2 * context.tasks.workerCount) };
    const outputs = await context.tasks.map('count-documents', countInputs(input, scratch), options);
    const limits = { minDocumentFrequency: features.minDocumentFrequency, minGroupsPerNgram };
    const merges = listMerges(outputs, scratch, bucketsOf(features)).map((slices) => ({ ...slices, limits }));
    const ranges = await context.tasks.map('merge-documents', merges, options);
    const unnamed = assembleTable(ranges, texts.textCount, features.maxFeatures, features.idf);
    if (unnamed.table.keyCount === 0) throw noNgrams(input, minGroupsPerNgram);
    return unnamed;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function countInputs({ counts, firstRow, texts, features, numericColumns, textColumns }: FitInput, scratch: string) {
  return counts.map(({ file }, shard) => ({
    countsFile: file,
    numericColumns,
    blockOfKind: blocksOfKinds({ textColumns, features }),
    counted: texts.counted,
    firstRow: firstRow[shard] as number,
    bucketCount: bucketsOf(features),
    ngramsFile: ngramsFile(scratch, shard),
    bucketsFile: bucketsFile(scratch, shard),
  }));
}

/** Ranges are joined until a merge has about this many records: 64 MB with its output. */
const RECORDS_A_MERGE = 1 << 20;

function listMerges(outputs: readonly CountDocumentsOutput[], scratch: string, bucketCount: number | null): Omit<MergeDocumentsInput, 'limits'>[] {
  const sizes = Array.from({ length: RANGE_COUNT }, (_, range) =>
    outputs.reduce((total, { ngramStarts }) => total + (ngramStarts[range + 1] as number) - (ngramStarts[range] as number), 0),
  );
  const slice = (file: string, starts: Uint32Array, [from, to]: readonly [number, number]): RecordSlice => ({
    file,
    starts: starts.slice(from, to + 1),
  });
  return splitRanges(sizes, RECORDS_A_MERGE).map((ranges) => ({
    bucketCount,
    ngrams: outputs.map(({ ngramStarts }, shard) => slice(ngramsFile(scratch, shard), ngramStarts, ranges)),
    buckets:
      bucketCount === null ? null : outputs.map(({ bucketStarts }, shard) => slice(bucketsFile(scratch, shard), bucketStarts as Uint32Array, ranges)),
  }));
}

function ngramsFile(scratch: string, shard: number): string {
  return join(scratch, `${shard}.ngrams`);
}

function bucketsFile(scratch: string, shard: number): string {
  return join(scratch, `${shard}.buckets`);
}

function noNgrams({ features, texts }: FitInput, minGroupsPerNgram: number): Error {
  const where = minGroupsPerNgram > features.minDocumentFrequency ? 'privacy.minGroupsPerNgram' : 'features.minDocumentFrequency';
  return fail('usage.wrong-value', {
    what: 'no n-gram is left to learn from',
    where,
    got: `${Math.max(minGroupsPerNgram, features.minDocumentFrequency)}, with ${texts.textCount} distinct training texts`,
    wanted: 'at least one n-gram that occurs in so many of them',
    hint: `lower ${where}, or allow more n-grams by features.words and features.chars`,
  });
}

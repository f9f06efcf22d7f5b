import { hash } from 'node:crypto';
import { preparedShardFiles, suiteCells } from '../../artifacts/files/prepared-shard-files.js';
import { writeTextsFile } from '../../artifacts/files/texts-file.js';
import { QUARANTINE_REASONS, type QuarantineCount } from '../../artifacts/prepared.js';
import type { ShardTexts } from '../../artifacts/shard-texts.js';
import { changedFailure, fileStamp } from '../../artifacts/source.js';
import { type Failure, shorten } from '../../core/failure.js';
import { mapLimited } from '../../core/map-limited.js';
import type { FileInFolders } from '../../engine/folder-columns.js';
import type { TableFiles, TableResources } from '../../engine/table-files.js';
import type { TaskTools } from '../task-tools.js';
import { type BadRows, type CheckedRows, checkRows } from './check-rows.js';
import { type LabelTable, OpenLabels } from './label-table.js';
import { readShardColumns, type ShardColumnNames, type ShardColumns } from './shard-columns.js';

/** Rows of one partition. */
export interface SliceInput extends FileInFolders {
  /** The partition, absolute, and its `fileStamp` when it was digested. */
  readonly file: string;
  readonly stamp: string | null;
  /** The shard's rows of the partition. */
  readonly first: number;
  readonly count: number;
}

/** Which rows are prepared, by what rules, and into which folder. */
export interface PrepareShardInput {
  /** One slice, or several whole partitions, which then all have the same folder columns. */
  readonly slices: readonly SliceInput[];
  readonly columns: ShardColumnNames;
  readonly labels: LabelTable;
  /** Whether quarantine may quote texts (`privacy.examples`). */
  readonly showTexts: boolean;
  /** See `RowRules`. */
  readonly timeForm: 'number' | 'text' | null;
  /** An empty folder for the files of the shard. */
  readonly folder: string;
  /** What the tables of this shard alone may use. */
  readonly resources: TableResources;
}

/** What became of the rows, in numbers. The rows themselves lie in the folder. */
export interface PrepareShardOutput {
  readonly rowCount: number;
  readonly quarantine: readonly QuarantineCount[];
  readonly recoded: { readonly oneToOne: number; readonly manyToOne: number };
  /** Labels that were trimmed or composed. */
  readonly cleanedLabelCount: number;
  /** Infinite numbers in covariates: they count as missing. */
  readonly infiniteCount: number;
}

/** One is checked while the tables read or write the other. */
const SHARDS_AT_ONCE = 2;

/**
 * Prepares some shards with tables opened once. It reads the partitions itself: rows that crossed from the main thread would cost a copy of every text.
 * Failures: `data.unreadable`, `data.changed`, `resources.*`.
 */
export default async function prepareShards(inputs: readonly PrepareShardInput[], tools: TaskTools): Promise<readonly PrepareShardOutput[]> {
  const [first] = inputs;
  if (first === undefined) return [];
  const tables = await tools.openTables(first.resources);
  try {
    return await mapLimited(inputs, SHARDS_AT_ONCE, (input) => prepareShard(input, tables));
  } finally {
    await tables.close();
  }
}

async function prepareShard(input: PrepareShardInput, tables: TableFiles): Promise<PrepareShardOutput> {
  const columns = await readUnchanged(tables, input);
  const checked = checkRows(columns, { labels: new OpenLabels(input.labels), showTexts: input.showTexts, timeForm: input.timeForm });
  await writeShard(tables, input, columns, checked);
  const { cleanedLabelCount, infiniteCount } = columns;
  return {
    rowCount: checked.good.source.length,
    quarantine: countReasons(checked.bad),
    recoded: checked.recoded,
    cleanedLabelCount,
    infiniteCount,
  };
}

/** A file that changes under the reader often cannot be read at all: that it changed is then what matters. */
async function readUnchanged(tables: TableFiles, input: PrepareShardInput): Promise<ShardColumns> {
  const { slices, columns } = input;
  const read = await readShardColumns(tables, slices, columns).catch((error: unknown) => {
    refuseChange(slices, error);
    throw error;
  });
  refuseChange(slices);
  for (const [index, slice] of slices.entries()) {
    const rowCount = read.rowCounts[index] as number;
    if (rowCount !== slice.count) throw changed(slice, `${rowCount} rows from row ${slice.first} on`);
  }
  return read;
}

function refuseChange(slices: readonly SliceInput[], cause?: unknown): void {
  for (const slice of slices) {
    const now = fileStamp(slice.file);
    if (slice.stamp !== null && now !== slice.stamp) throw changed(slice, now, cause);
  }
}

async function writeShard(tables: TableFiles, input: PrepareShardInput, columns: ShardColumns, { good, bad }: CheckedRows): Promise<void> {
  const files = preparedShardFiles(input.folder);
  // Several partitions are whole: their rows are counted on from one to the next.
  const first = input.slices[0]?.first ?? 0;
  const position = (rows: readonly number[]) => rows.map((row) => first + row);
  const pick = <T>(cells: readonly T[] | null): (T | null)[] => good.source.map((row) => cells?.[row] ?? null);
  await tables.writeTable(files.rows, [
    { name: 'position', type: 'int32', values: position(good.source) },
    { name: 'id', type: 'text', values: good.id },
    { name: 'code', type: 'text', values: good.code },
    { name: 'group', type: 'text', values: good.group },
    { name: 'textKey', type: 'text', values: good.textKey },
    { name: 'content', type: 'text', values: good.content },
    { name: 'otherKey', type: 'text', values: pick(columns.other).map((cell) => (cell === null ? null : hash('sha256', cell, 'hex'))) },
    { name: 'time', type: 'text', values: pick(columns.time) },
    { name: 'trainingWeight', type: 'float64', values: pick(columns.trainingWeight) },
    { name: 'evaluationWeight', type: 'float64', values: pick(columns.evaluationWeight) },
    ...columns.suites.map((cells, index) => ({ name: suiteCells(index), type: 'text' as const, values: pick(cells) })),
  ]);
  await tables.writeTable(files.quarantine, [
    { name: 'position', type: 'int32', values: position(bad.source) },
    { name: 'id', type: 'text', values: bad.id },
    { name: 'reason', type: 'text', values: bad.reason },
    { name: 'detail', type: 'text', values: bad.detail },
  ]);
  writeTextsFile(files.texts, pickTexts(columns, good.source));
}

function pickTexts(columns: ShardColumns, rows: readonly number[]): ShardTexts {
  const pick = <T>(cells: readonly T[]): T[] => rows.map((row) => cells[row] as T);
  return {
    rowCount: rows.length,
    texts: columns.text.map((cells) => pick(cells).map((cell) => cell ?? '')),
    categorical: columns.categorical.map(pick),
    numeric: columns.numeric.map(pick),
  };
}

const EXAMPLES = 5;
const EXAMPLE_LENGTH = 80;

function countReasons({ id, reason, detail }: BadRows): readonly QuarantineCount[] {
  return QUARANTINE_REASONS.map((wanted) => {
    const ids = id.filter((_, i) => reason[i] === wanted);
    const labels = wanted === 'code-not-in-codebook' ? [...new Set(detail.filter((_, i) => reason[i] === wanted))].slice(0, EXAMPLES) : [];
    const examples = ids.filter((example): example is string => example !== null && example !== '').slice(0, EXAMPLES);
    return {
      reason: wanted,
      count: ids.length,
      examples: examples.map((example) => shorten(example, EXAMPLE_LENGTH)),
      ...(labels.length === 0 ? {} : { labels: labels.map((label) => shorten(label, EXAMPLE_LENGTH)) }),
    };
  }).filter(({ count }) => count > 0);
}

function changed({ file, stamp, first, count }: SliceInput, got: string, cause?: unknown): Failure {
  return changedFailure(file, { got, wanted: stamp ?? `${count} rows from row ${first} on` }, cause);
}

import { join, resolve } from 'node:path';
import { changedFailure, fileStamp, type SourcePartition } from '../../artifacts/source.js';
import type { Json } from '../../core/canonical-json.js';
import type { FolderValues } from '../../core/folder-values.js';
import { folderColumns } from '../../engine/folder-columns.js';
import type { FileDescription } from '../../engine/table-files.js';
import { askFor, type Piece, type Pieces } from '../../runner/flow/pieces.js';
import type { StageContext } from '../stage-context.js';
import type { DescribedFile } from './check-schema.js';
import { type CsvColumn, type CsvHead, convertCsv, csvFingerprint, csvKey, describeCsv, isCsv, readCsvHead } from './csv-partition.js';
import { folderValuesOf, refuseFolderColumns } from './folder-names.js';
import type { UsedColumn } from './used-columns.js';

/** A partition as its first bytes, or its last, describe it. */
export interface FoundPartition extends DescribedFile {
  /** Of a CSV file not known yet: 0. */
  readonly rowCount: number;
  readonly stamp: string;
  readonly folderValues?: FolderValues;
  /** The header of a CSV file. */
  readonly head?: CsvHead;
}

/** The same with the digest of its bytes. */
export interface DigestedPartition extends FoundPartition, Pick<SourcePartition, 'digest' | 'byteCount' | 'stamp'> {
  readonly stamp: string;
}

/** Columns of each partition, and what is known of its rows. Failures: `data.unreadable`, `data.missing-column`, `data.schema-differs`. */
export async function describePartitions(
  paths: readonly string[],
  used: readonly UsedColumn[],
  context: StageContext,
): Promise<readonly FoundPartition[]> {
  const fileOf = (path: string): string => resolve(context.projectFolder, path);
  // Before anything is read of a file.
  const stamps = paths.map((path) => fileStamp(fileOf(path)));
  const parquet = paths.filter((path) => !isCsv(path));
  const described = await context.tables.describeAll(parquet.map(fileOf));
  const found: FoundPartition[] = [];
  let next = 0;
  for (const [index, path] of paths.entries()) {
    const own = isCsv(path) ? await describeHead(fileOf(path), path, used) : (described[next++] as FileDescription);
    found.push({ stamp: stamps[index] as string, ...addFolders(path, own, used, context) });
  }
  return found;
}

function addFolders<Own extends Pick<DescribedFile, 'columns'>>(path: string, own: Own, used: readonly UsedColumn[], { config }: StageContext) {
  const names = config.data.folderColumns.filter((name) => used.some((column) => column.name === name));
  const folders = names.length === 0 ? {} : { folderValues: folderValuesOf(path, names) };
  const described = { path, ...own, columns: [...own.columns, ...folderColumns(folders.folderValues ?? {})] };
  refuseFolderColumns(described, names);
  return { ...folders, ...described };
}

async function describeHead(file: string, path: string, used: readonly UsedColumn[]) {
  const head = await readCsvHead(
    file,
    path,
    used.map(({ name }) => name),
  );
  const numbers = used.filter(({ use }) => use === 'number').map(({ name }) => name);
  return { head, columns: describeCsv(head, numbers), rowCount: 0 };
}

/** The partitions of a source: of each CSV file a table is found or made. */
export async function* tablesOfCsv(
  found: readonly DigestedPartition[],
  used: readonly UsedColumn[],
  context: StageContext,
): Pieces<readonly SourcePartition[]> {
  const tables = found.flatMap((partition, index) =>
    partition.head === undefined ? [] : [{ index, ...tablePiece(partition, partition.head, used, context) }],
  );
  if (tables.length === 0) return found.map((partition) => toPartition(partition));
  const artifacts = yield* askFor({ pieces: tables.map(({ piece }) => piece), atOnce: 1 });
  const made = new Map(tables.map(({ index, piece }, i) => [index, { piece, artifact: artifacts[i] }]));
  return found.map((partition, index) => {
    const { piece, artifact } = made.get(index) ?? {};
    if (piece === undefined || artifact === undefined) return toPartition(partition);
    const { rowCount } = artifact.meta as { readonly rowCount: number };
    return { ...toPartition(partition), rowCount, table: { file: join(artifact.folder, TABLE_FILE), made: csvKey(piece.fingerprint) } };
  });
}

const TABLE_FILE = 'rows.parquet';

function tablePiece(partition: DigestedPartition, head: CsvHead, used: readonly UsedColumn[], context: StageContext): { readonly piece: Piece } {
  const { path, digest, stamp } = partition;
  const file = resolve(context.projectFolder, path);
  const columns = csvColumns(partition, used);
  const make = async (folder: string): Promise<Json> => {
    const scratchFile = join(await context.store.scratch(), `${digest}.tsv`);
    const rowCount = await convertCsv(context.tables, { file, path, head, columns, signal: context.signal }, scratchFile, join(folder, TABLE_FILE));
    refuseChange(file, path, stamp);
    return { rowCount };
  };
  return { piece: { kind: 'csv-table', fingerprint: csvFingerprint(digest, head, columns), make } };
}

/** The columns that the pipeline reads of the file itself, each once. */
function csvColumns({ columns, folderValues = {} }: FoundPartition, used: readonly UsedColumn[]): readonly CsvColumn[] {
  const names = [...new Set(used.map(({ name }) => name.normalize('NFC')))].filter((name) => !Object.hasOwn(folderValues, name));
  return names.map((name) => ({ name, as: columns.find((column) => column.name === name)?.kind === 'number' ? 'number' : 'text' }));
}

function toPartition({ path, digest, byteCount, rowCount, stamp, folderValues }: DigestedPartition): SourcePartition {
  return { path, digest, byteCount, rowCount, stamp, ...(folderValues === undefined ? {} : { folderValues }) };
}

/** `data.changed` when a file is not what it was. */
export function refuseChange(file: string, path: string, stamp: string): void {
  const now = fileStamp(file);
  if (now !== stamp) throw changedFailure(path, { got: now, wanted: stamp });
}

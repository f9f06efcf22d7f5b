import type { DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import type { SplitFiles } from '../../artifacts/files/split-files.js';
import type { FolderValues } from '../../core/folder-values.js';
import { collectGarbage } from '../../core/process/collect-garbage.js';
import type { FileInFolders } from '../folder-columns.js';
import type { RowIndex, RowIndexer } from '../row-indexer.js';
import type { SplitEngine, SplitOutcome, SplitPlan } from '../split-engine.js';
import type { SplitFacts, SplitReader } from '../split-reader.js';
import type {
  BatchColumn,
  CellBatch,
  Column,
  ColumnRequest,
  FileChunk,
  FileDescription,
  RowChunk,
  TableFiles,
  TablePart,
  TableResources,
  TextColumn,
} from '../table-files.js';
import { readColumnNames, readRows, StreamCutShort, streamChunks, streamMade } from './connections.js';
import { unreadableParquet } from './duckdb-failures.js';
import { indexRows } from './index-rows.js';
import { openDuckDb } from './open-duckdb.js';
import { columnSql, countFileRows, describeFile, readFileColumns } from './reading/file-columns.js';
import { blocksOf, describeBlock } from './reading/many-files.js';
import { type Stretch, scanStretch, stretchesOf } from './reading/scan-all.js';
import { digestSplit } from './split/digest-split.js';
import { makeSplit } from './split/make-split.js';
import { identifier, literal, numberedTable, parquetTable } from './sql.js';
import { concatenate } from './writing/concatenate.js';
import { convertText } from './writing/convert-text.js';
import { writeBatches } from './writing/write-batches.js';
import { writeTable } from './writing/write-table.js';

/** Texts that are read before the collector is called: a chunk that it has not freed holds its whole page, 128 MB where texts are long. */
const MOST_UNFREED_BYTES = 16 * 2 ** 20;

/** Tables by an in-memory DuckDB, which spills to its temporary folder. */
export class DuckDbEngine implements TableFiles, RowIndexer, SplitEngine, SplitReader {
  private constructor(readonly instance: DuckDBInstance) {}

  static async open(resources: TableResources): Promise<DuckDbEngine> {
    return new DuckDbEngine(await openDuckDb(resources));
  }

  async describe(file: string): Promise<FileDescription> {
    try {
      return await describeFile(this.instance, file);
    } catch (error) {
      throw unreadableParquet(file, error);
    }
  }

  async describeAll(files: readonly string[]): Promise<readonly FileDescription[]> {
    const described: FileDescription[] = [];
    for (const block of blocksOf(files)) described.push(...(await this.describeTogether(block)));
    return described;
  }

  /** What goes wrong with many files is found again, and told, with each on its own. */
  private async describeTogether(files: readonly string[]): Promise<readonly FileDescription[]> {
    try {
      return await describeBlock(this.instance, files);
    } catch {
      const described: FileDescription[] = [];
      for (const file of files) described.push(await this.describe(file));
      return described;
    }
  }

  async *scan(file: string, columns: readonly ColumnRequest[], first: number, count: number): AsyncIterable<RowChunk> {
    const found = await readFileColumns(this.instance, file).catch((error: unknown) => {
      throw unreadableParquet(file, error);
    });
    const list = columns.map((column) => columnSql(found, column)).join(', ');
    const query = found.hidesRowNumbers ? numberedByOffset(file, list, first, count) : numberedByFile(file, list, first, count);
    let next = first;
    let unfreed = 0;
    for await (const chunk of this.readableChunks(file, query, first, count)) {
      const [numbers, ...cells] = chunk.getColumns();
      // No ORDER BY: DuckDB keeps the order of insertion, and a sort of a whole large file would hold it in memory.
      for (const number of numbers as number[]) if (number !== next++) throw new Error(`${file}: row ${number} came in place of row ${next - 1}`);
      yield { rowCount: chunk.rowCount, columns: cells as (string | number | null)[][] };
      unfreed += textBytes(cells);
      if (unfreed < MOST_UNFREED_BYTES) continue;
      collectGarbage();
      unfreed = 0;
    }
  }

  /** Turns what DuckDB throws while it reads into a failure; what the reader of the chunks throws stays as it is. */
  private async *readableChunks(file: string, query: string, first: number, count: number): AsyncGenerator<DuckDBDataChunk> {
    try {
      yield* streamChunks(this.instance, query, count);
    } catch (error) {
      if (!(error instanceof StreamCutShort)) throw unreadableParquet(file, error);
      // A file of fewer rows than were asked for ends where it ends.
      const rowCount = Math.min(count, Math.max(0, (await countFileRows(this.instance, file)) - first));
      if (error.readCount < rowCount) throw unreadableParquet(file, await this.findCause(query, new StreamCutShort(error.readCount, rowCount)));
    }
  }

  /** Why a stream ended too early: whole, the query fails by itself where a page is damaged; else there was too little memory for it. */
  private async findCause(query: string, cutShort: StreamCutShort): Promise<unknown> {
    const columns = (await readColumnNames(this.instance, query)).map((name) => `max(strlen(${identifier(name)}::VARCHAR))`);
    try {
      await readRows(this.instance, `SELECT ${columns.join(', ')} FROM (${query})`);
      return cutShort;
    } catch (error) {
      return error;
    }
  }

  async *scanAll(files: readonly string[], columns: readonly ColumnRequest[]): AsyncIterable<FileChunk> {
    const stretches = await stretchesOf(this.instance, files).catch(async (error: unknown) => {
      throw await this.findUnreadable(files, columns, error);
    });
    for (const stretch of stretches) {
      const { files: alike, firstIndex, columns: found } = stretch;
      if (alike.length > 1 && !found.hidesRowNumbers && !found.hidesFileNumbers) yield* this.readableStretch(stretch, columns);
      else for (const [place, file] of alike.entries()) yield* this.scanWhole(file, firstIndex + place, columns);
    }
  }

  private async *readableStretch(stretch: Stretch, columns: readonly ColumnRequest[]): AsyncIterable<FileChunk> {
    try {
      yield* scanStretch(this.instance, stretch, columns);
    } catch (error) {
      throw await this.findUnreadable(stretch.files, columns, error);
    }
  }

  private async *scanWhole(file: string, fileIndex: number, columns: readonly ColumnRequest[]): AsyncIterable<FileChunk> {
    for await (const chunk of this.scan(file, columns, 0, Number.MAX_SAFE_INTEGER)) yield { fileIndex, ...chunk };
  }

  /** The failure of the first of some files that cannot be read; the error itself when each can. */
  private async findUnreadable(files: readonly string[], columns: readonly ColumnRequest[], error: unknown): Promise<unknown> {
    try {
      for (const file of files) for await (const _ of this.scanWhole(file, 0, columns));
    } catch (failure) {
      return failure;
    }
    return error;
  }

  async writeTable(file: string, columns: readonly Column[]): Promise<void> {
    await writeTable(this.instance, file, columns);
  }

  async writeBatches(file: string, columns: readonly BatchColumn[], batches: AsyncIterable<CellBatch>): Promise<void> {
    await writeBatches(this.instance, file, columns, batches);
  }

  async concatenate(parts: readonly TablePart[], columns: { readonly label: string; readonly position: string }, file: string): Promise<void> {
    await concatenate(this.instance, parts, columns, file);
  }

  async convertText(textFiles: readonly string[], columns: readonly TextColumn[], file: string, cells: 'plain' | 'quoted' = 'plain'): Promise<void> {
    await convertText(this.instance, textFiles, columns, file, cells);
  }

  async indexRows(rowFiles: readonly string[]): Promise<RowIndex> {
    return indexRows(this.instance, rowFiles);
  }

  async makeSplit(rowFiles: readonly string[], plan: SplitPlan, files: SplitFiles): Promise<SplitOutcome> {
    return makeSplit(this.instance, rowFiles, plan, files);
  }

  async digestSplit(splitFile: string): Promise<SplitFacts> {
    return digestSplit(this.instance, splitFile);
  }

  async countLeakedRows(splitFile: string): Promise<number> {
    const split = parquetTable(splitFile);
    const { columns } = await this.describe(splitFile);
    const unseen = columns.some((column) => column.name === 'seen') ? 'AND NOT t.seen' : '';
    const counted = await readRows(
      this.instance,
      `SELECT count(*)::DOUBLE FROM ${split} AS t
       WHERE t.role = 'test' ${unseen} AND EXISTS (FROM ${split} AS o WHERE o."group" = t."group" AND o.role <> 'test')`,
    );
    return counted[0]?.[0] as number;
  }

  async *splitTexts(splitFile: string, partitions: readonly FileInFolders[], id: string, texts: readonly string[]): AsyncIterable<RowChunk> {
    // Rows of one id have equal texts, or the id would not be in the split.
    const cells = texts.map((_, i) => `coalesce(any_value(text${i}), '') AS text${i}`).join(', ');
    const names = texts.map((_, i) => `t.text${i}`).join(', ');
    const rows = await this.selectTexts(partitions, id, texts);
    const query = `SELECT s.id, s.code, s.role, ${names} FROM ${parquetTable(splitFile)} AS s
      JOIN (SELECT id, ${cells} FROM (${rows.join(' UNION ALL ')}) GROUP BY 1) AS t USING (id)
      ORDER BY s.id`;
    try {
      for await (const chunk of streamMade(this.instance, query)) yield { rowCount: chunk.rowCount, columns: chunk.getColumns() as string[][] };
    } catch (error) {
      throw unreadableParquet(splitFile, error);
    }
  }

  /** One query for all files that store these columns alike: DuckDB reads files of one table by the types of the first. */
  private async selectTexts(files: readonly FileInFolders[], id: string, texts: readonly string[]): Promise<readonly string[]> {
    const filesOf = new Map<string, { readonly list: string; readonly files: readonly string[] }>();
    for (const { file, folderValues = {} } of files) {
      const found = await readFileColumns(this.instance, file);
      const sql = (name: string): string => folderSql(folderValues, name) ?? columnSql(found, { name, as: 'text' });
      const cells = texts.map((name, i) => `${sql(name)} AS text${i}`);
      const list = [`${sql(id)} AS id`, ...cells].join(', ');
      const types = found.columns.map(({ name, type }) => `${name} ${type}`).join(', ');
      const key = `${list} -- ${types}`;
      const alike = filesOf.get(key) ?? { list, files: [] };
      filesOf.set(key, { list, files: [...alike.files, file] });
    }
    return [...filesOf.values()].map(({ list, files: alike }) => `SELECT ${list} FROM ${parquetTable(alike)}`);
  }

  async close(): Promise<void> {
    this.instance.closeSync();
  }
}

/** The value that folders give a column; undefined for a column of the file. */
function folderSql(values: FolderValues, name: string): string | undefined {
  const value = values[name.normalize('NFC')];
  return typeof value === 'string' ? literal(value) : value === null ? 'NULL::VARCHAR' : undefined;
}

function numberedByFile(file: string, list: string, first: number, count: number): string {
  return `SELECT file_row_number::DOUBLE, ${list} FROM ${numberedTable(file)}
    WHERE file_row_number >= ${first} AND file_row_number < ${first + count}`;
}

/** For a file that has a column `file_row_number` of its own: slower, since DuckDB reads the rows before the first ones too. */
function numberedByOffset(file: string, list: string, first: number, count: number): string {
  return `SELECT (row_number() OVER () - 1 + ${first})::DOUBLE, * FROM (SELECT ${list} FROM ${parquetTable(file)} LIMIT ${count} OFFSET ${first})`;
}

function textBytes(columns: readonly (readonly unknown[])[]): number {
  return columns.reduce((sum, cells) => sum + cells.reduce<number>((bytes, cell) => (typeof cell === 'string' ? bytes + cell.length : bytes), 0), 0);
}

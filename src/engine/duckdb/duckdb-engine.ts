import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type Failure, fail } from '../../core/failure.js';
import type { Column, ColumnRequest, FileDescription, RowChunk, RowTables, TableEngine } from '../table-engine.js';
import { DuckDbRowTables } from './duckdb-row-tables.js';
import { type DuckDbOptions, openDuckDb } from './open-duckdb.js';
import { identifier, literal } from './sql.js';
import { writeTable } from './write-table.js';

/** Tables by an in-memory DuckDB. */
export class DuckDbEngine implements TableEngine {
  private constructor(
    readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
  ) {}

  static async open(options: DuckDbOptions): Promise<DuckDbEngine> {
    const { instance, connection } = await openDuckDb(options);
    return new DuckDbEngine(instance, connection);
  }

  async describe(file: string): Promise<FileDescription> {
    try {
      const described = await this.connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${literal(file)})`);
      const counted = await this.connection.runAndReadAll(`SELECT count(*)::DOUBLE AS n FROM read_parquet(${literal(file)})`);
      const columns = described.getRowObjects().map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
      return { columns, rowCount: Number(counted.getRows()[0]?.[0] ?? 0) };
    } catch (error) {
      throw unreadable(file, error);
    }
  }

  async readCsv(file: string): Promise<readonly Readonly<Record<string, string>>[]> {
    try {
      const read = await this.connection.runAndReadAll(`SELECT * FROM read_csv(${literal(file)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`);
      return read.getRowObjects().map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? '' : String(value)])));
    } catch (error) {
      throw fail('data.unreadable', { what: 'a CSV file cannot be read', where: file, got: messageOf(error), wanted: 'a CSV file with a header, separated by commas', hint: 'quote titles that hold a comma' }, error);
    }
  }

  async *scan(file: string, columns: readonly ColumnRequest[], first: number, count: number): AsyncIterable<RowChunk> {
    const list = columns.map(({ name, as }) => `${identifier(name)}::${as === 'text' ? 'VARCHAR' : 'DOUBLE'}`).join(', ');
    const query = `SELECT ${list} FROM read_parquet(${literal(file)}, file_row_number = true)
      WHERE file_row_number >= ${first} AND file_row_number < ${first + count} ORDER BY file_row_number`;
    try {
      const result = await this.connection.stream(query);
      for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
        yield { rowCount: chunk.rowCount, columns: chunk.getColumns() as (string | number | null)[][] };
      }
    } catch (error) {
      throw unreadable(file, error);
    }
  }

  async writeTable(file: string, columns: readonly Column[]): Promise<void> {
    await writeTable(this.connection, file, columns);
  }

  async openRows(rowFiles: readonly string[]): Promise<RowTables> {
    return DuckDbRowTables.open(this.connection, rowFiles);
  }

  async close(): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

function unreadable(file: string, error: unknown): Failure {
  return fail(
    'data.unreadable',
    { what: 'a Parquet file cannot be read', where: file, got: messageOf(error), wanted: 'a whole Parquet file', hint: 'it may have been cut short in transfer: copy it again' },
    error,
  );
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

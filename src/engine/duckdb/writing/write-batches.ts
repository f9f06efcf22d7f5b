import type { DuckDBInstance } from '@duckdb/node-api';
import type { BatchColumn, CellBatch } from '../../table-files.js';
import { runAll, withConnection } from '../connections.js';
import { freshName, identifier, literal } from '../sql.js';
import { copyToParquet, openRowAppender, typeName } from './write-table.js';

/**
 * Writes rows that come batch by batch as one Parquet file. They wait in a table of DuckDB, which spills what does not fit its
 * limit, and leave it when the last one is there: how the rows were cut into batches is not seen in the file.
 */
export async function writeBatches(
  instance: DuckDBInstance,
  file: string,
  columns: readonly BatchColumn[],
  batches: AsyncIterable<CellBatch>,
): Promise<void> {
  const table = freshName('write');
  const varying = columns.filter(({ same }) => same === undefined);
  try {
    await withConnection(instance, async (connection) => {
      await connection.run(`CREATE TABLE ${table} (${varying.map(({ name, type }) => `${identifier(name)} ${typeName(type)}`).join(', ')})`);
      const appender = await openRowAppender(connection, table, varying, file);
      try {
        for await (const batch of batches) appender.add(batch);
      } finally {
        appender.close();
      }
    });
    const cells = columns.map(({ name, same }) => (same === undefined ? '' : `${literal(same)}::VARCHAR AS `) + identifier(name));
    await copyToParquet(instance, `SELECT ${cells.join(', ')} FROM ${table}`, file);
  } finally {
    await runAll(instance, `DROP TABLE IF EXISTS ${table}`);
  }
}

import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/**
 * Writes rows (id, text, label) as `part-0.parquet`, `part-1.parquet` … in the given order: v1 pages, Snappy, VARCHAR.
 * One thread, so that row order and pages are the same each time.
 */
export async function writePartitions(folder, partitions) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  for (const [index, rows] of partitions.entries()) {
    await connection.run('CREATE OR REPLACE TABLE part (id VARCHAR, text VARCHAR, label VARCHAR)');
    const appender = await connection.createAppender('part');
    for (const row of rows) {
      for (const cell of [row.id, row.text, row.label]) appender.appendVarchar(cell);
      appender.endRow();
    }
    appender.closeSync();
    const file = join(folder, `part-${index}.parquet`).replaceAll("'", "''");
    await connection.run(`COPY part TO '${file}' (FORMAT parquet, PARQUET_VERSION 'v1', COMPRESSION 'snappy')`);
  }
  connection.closeSync();
  instance.closeSync();
}

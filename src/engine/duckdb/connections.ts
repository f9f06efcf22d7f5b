import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { freshName } from './sql.js';

/** A connection of its own for one use: a second query on a connection would end the stream of the first. */
export async function withConnection<T>(instance: DuckDBInstance, use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const connection = await instance.connect();
  try {
    return await use(connection);
  } finally {
    connection.closeSync();
  }
}

/** Of what is read ahead DuckDB counts the 16 bytes of a text that lie in a vector, not the text itself: its usual megabyte may be 750. */
const READ_AHEAD = "SET SESSION streaming_buffer_size = '1KB'";

/** A stream ended before its last row. DuckDB's package for Node does not say why: to it, one that fails midway has ended. */
export class StreamCutShort extends Error {
  constructor(
    readonly readCount: number,
    readonly rowCount: number,
  ) {
    super(`the result ended after ${readCount} of ${rowCount} rows`);
  }
}

/**
 * The result of a query of so many rows, chunk by chunk, without holding it whole. A chunk is empty once the next one is asked for.
 * Throws `StreamCutShort` when it ends before its last row.
 */
export async function* streamChunks(instance: DuckDBInstance, query: string, rowCount: number): AsyncGenerator<DuckDBDataChunk> {
  const connection = await instance.connect();
  let readCount = 0;
  try {
    await connection.run(READ_AHEAD);
    const result = await connection.stream(query);
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      readCount += chunk.rowCount;
      yield chunk;
      // Its texts lie outside of the heap: the collector, which frees them otherwise, does not know how many there are.
      chunk.reset();
    }
  } finally {
    connection.closeSync();
  }
  if (readCount !== rowCount) throw new StreamCutShort(readCount, rowCount);
}

/** Runs statements that return nothing of interest, one after the other. */
export async function runAll(instance: DuckDBInstance, ...statements: readonly string[]): Promise<void> {
  await withConnection(instance, async (connection) => {
    for (const statement of statements) await connection.run(statement);
  });
}

/** All rows of a small result. */
export async function readRows(instance: DuckDBInstance, query: string): Promise<readonly (readonly unknown[])[]> {
  return withConnection(instance, async (connection) => (await connection.runAndReadAll(query)).getRows());
}

/** The whole result of a query that is not large. */
export async function readChunks(instance: DuckDBInstance, query: string): Promise<readonly DuckDBDataChunk[]> {
  return withConnection(instance, async (connection) => (await connection.run(query)).fetchAllChunks());
}

/** The names of a query's columns. */
export async function readColumnNames(instance: DuckDBInstance, query: string): Promise<readonly string[]> {
  return withConnection(instance, async (connection) => (await connection.run(`SELECT * FROM (${query}) LIMIT 0`)).columnNames());
}

/** The one number of a query that counts. */
export async function readCount(instance: DuckDBInstance, query: string): Promise<number> {
  const read = await readRows(instance, query);
  return Number(read[0]?.[0]);
}

/** The result of a query, in its order: made first, within what DuckDB may take and spill, so that what fails is told, and streamed then. */
export async function* streamMade(instance: DuckDBInstance, query: string): AsyncGenerator<DuckDBDataChunk> {
  const table = freshName('rows');
  await runAll(instance, `CREATE TABLE ${table} AS ${query}`);
  try {
    yield* streamChunks(instance, `FROM ${table}`, await readCount(instance, `SELECT count(*) FROM ${table}`));
  } finally {
    await runAll(instance, `DROP TABLE ${table}`);
  }
}

/** Calls `visit` for each row of a result whose columns are all INTEGER; the cells are never null. The array is reused. */
export async function eachIntegerRow(instance: DuckDBInstance, query: string, visit: (cells: Int32Array) => void): Promise<void> {
  for await (const chunk of streamMade(instance, query)) {
    const vectors = Array.from({ length: chunk.columnCount }, (_, column) => chunk.getColumnVector(column));
    const cells = new Int32Array(vectors.length);
    for (let row = 0; row < chunk.rowCount; row++) {
      for (let column = 0; column < vectors.length; column++) cells[column] = vectors[column]?.getItem(row) as number;
      visit(cells);
    }
  }
}

import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';

/** A connection of its own for one use: a second query on a connection would end the stream of the first. */
export async function withConnection<T>(instance: DuckDBInstance, use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const connection = await instance.connect();
  try {
    return await use(connection);
  } finally {
    connection.closeSync();
  }
}

/** The result of a query, chunk by chunk, without holding it whole. */
export async function* streamChunks(instance: DuckDBInstance, query: string): AsyncGenerator<DuckDBDataChunk> {
  const connection = await instance.connect();
  try {
    const result = await connection.stream(query);
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) yield chunk;
  } finally {
    connection.closeSync();
  }
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

/** The one number of a query that counts. */
export async function readCount(instance: DuckDBInstance, query: string): Promise<number> {
  const read = await readRows(instance, query);
  return Number(read[0]?.[0]);
}

/** Calls `visit` for each row of a result whose columns are all INTEGER; the cells are never null. The array is reused. */
export async function eachIntegerRow(instance: DuckDBInstance, query: string, visit: (cells: Int32Array) => void): Promise<void> {
  for await (const chunk of streamChunks(instance, query)) {
    const vectors = Array.from({ length: chunk.columnCount }, (_, column) => chunk.getColumnVector(column));
    const cells = new Int32Array(vectors.length);
    for (let row = 0; row < chunk.rowCount; row++) {
      for (let column = 0; column < vectors.length; column++) cells[column] = vectors[column]?.getItem(row) as number;
      visit(cells);
    }
  }
}

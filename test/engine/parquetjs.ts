import { createRequire } from 'node:module';

/** Another implementation of Parquet: what it writes and reads owes nothing to ours. */
export const parquet = createRequire(import.meta.url)('parquetjs-lite') as {
  ParquetReader: { openFile(file: string): Promise<ParquetReader> };
  ParquetSchema: new (definition: Readonly<Record<string, object>>) => object;
  ParquetWriter: { openFile(schema: object, file: string): Promise<ParquetWriter> };
};

interface ParquetWriter {
  appendRow(row: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

interface ParquetReader {
  getCursor(): { next(): Promise<Record<string, unknown> | null> };
  close(): Promise<void>;
  readonly metadata: { readonly row_groups: readonly { readonly columns: readonly { readonly meta_data: { readonly codec: number } }[] }[] };
}

/** Every row of a Parquet file as another implementation reads it. */
export async function readWithParquetJs(file: string): Promise<Record<string, unknown>[]> {
  const reader = await parquet.ParquetReader.openFile(file);
  try {
    const cursor = reader.getCursor();
    const rows: Record<string, unknown>[] = [];
    for (let row = await cursor.next(); row !== null; row = await cursor.next()) rows.push(row);
    return rows;
  } finally {
    await reader.close();
  }
}

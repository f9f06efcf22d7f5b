import type { Column, TableFiles } from '../../engine/table-files.js';

/** One row of a small table by the names of its columns, in their order. */
export type TableRow = Readonly<Record<string, string | number | null>>;

const NUMBERS = new Set(['number', 'whole number']);

/** Every row of a small Parquet file: numbers as numbers, all else as text. */
export async function readRows(tables: TableFiles, file: string): Promise<readonly TableRow[]> {
  const { columns, rowCount } = await tables.describe(file);
  const requests = columns.map(({ name, kind }) => ({ name, as: NUMBERS.has(kind) ? ('number' as const) : ('text' as const) }));
  const rows: TableRow[] = [];
  for await (const chunk of tables.scan(file, requests, 0, rowCount)) {
    for (let row = 0; row < chunk.rowCount; row++)
      rows.push(Object.fromEntries(requests.map(({ name }, column) => [name, chunk.columns[column]?.[row] ?? null])));
  }
  return rows;
}

/** The rows of a table that is yet to be written, as `readRows` will give them. */
export function rowsOf(columns: readonly Column[]): readonly TableRow[] {
  const rowCount = columns[0]?.values.length ?? 0;
  return Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries(
      columns.map(({ name, values, type }) => {
        const value = values[row] ?? null;
        return [name, value === null || type === 'text' ? (value as string | null) : type === 'boolean' ? String(value) : Number(value)];
      }),
    ),
  );
}

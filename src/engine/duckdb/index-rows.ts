import type { DuckDBInstance } from '@duckdb/node-api';
import type { AmbiguousRow, RowIndex } from '../row-indexer.js';
import { eachIntegerRow, readRows } from './connections.js';
import { excludeRows, type PreparedRows, withPreparedRows, withRowList } from './prepared-rows.js';

/** Indexes the rows of row files (`RowIndexer.indexRows`). */
export async function indexRows(instance: DuckDBInstance, rowFiles: readonly string[]): Promise<RowIndex> {
  return withPreparedRows(instance, rowFiles, async (rows) => {
    const { repeated, ambiguous } = await findRepeatedIds(rows);
    await excludeRows(rows, repeated);
    await excludeRows(rows, ambiguous);
    return {
      rowCount: rows.rowCount,
      repeated,
      ambiguous: await describeAmbiguous(rows, ambiguous),
      codes: await readCodes(rows),
      ...(await readIndexes(rows)),
    };
  });
}

async function findRepeatedIds({ instance, files }: PreparedRows): Promise<{ repeated: Uint32Array; ambiguous: Uint32Array }> {
  const repeated: number[] = [];
  const ambiguous: number[] = [];
  // Ids and contents compare whole. `place` counts the rows of an id from 1.
  const query = `SELECT row, place::INTEGER, differs::INTEGER FROM (
      SELECT row, row_number() OVER (PARTITION BY id ORDER BY row) AS place, min(content) OVER (PARTITION BY id) <> max(content) OVER (PARTITION BY id) AS differs
      FROM ${files} JOIN (SELECT id FROM ${files} GROUP BY id HAVING count(*) > 1) USING (id))
    WHERE place > 1 OR differs ORDER BY row`;
  await eachIntegerRow(instance, query, ([row, , differs]) => {
    (differs === 1 ? ambiguous : repeated).push(row as number);
  });
  return { repeated: Uint32Array.from(repeated), ambiguous: Uint32Array.from(ambiguous) };
}

/** For few rows. */
async function describeAmbiguous(rows: PreparedRows, ambiguous: Uint32Array): Promise<readonly AmbiguousRow[]> {
  if (ambiguous.length === 0) return [];
  return withRowList(rows, ambiguous, async (list) => {
    const read = await readRows(
      rows.instance,
      `SELECT l.row, f.id, f.position FROM ${list} AS l JOIN ${rows.files} AS f USING (row) ORDER BY l.place`,
    );
    return read.map(([row, id, position]) => ({ row: row as number, id: id as string, position: position as number }));
  });
}

async function readCodes({ instance, table, codes }: PreparedRows): Promise<readonly string[]> {
  const read = await readRows(instance, `SELECT code FROM ${codes} WHERE index IN (SELECT code FROM ${table}) ORDER BY code`);
  return read.map(([code]) => code as string);
}

async function readIndexes({ instance, table, rowCount }: PreparedRows): Promise<Pick<RowIndex, 'code' | 'groupRow' | 'textRow'>> {
  const code = new Int32Array(rowCount).fill(-1);
  const groupRow = new Int32Array(rowCount).fill(-1);
  const textRow = new Int32Array(rowCount).fill(-1);
  // Codes that only rows left out have are not counted, as in `readCodes`.
  const query = `SELECT r.row, d.dense, r.group_row, r.text_row FROM ${table} AS r
    JOIN (SELECT code, (row_number() OVER (ORDER BY code) - 1)::INTEGER AS dense FROM (SELECT DISTINCT code FROM ${table})) AS d USING (code)`;
  await eachIntegerRow(instance, query, ([row, dense, group, text]) => {
    code[row as number] = dense as number;
    groupRow[row as number] = group as number;
    textRow[row as number] = text as number;
  });
  return { code, groupRow, textRow };
}

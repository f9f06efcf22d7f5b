import { NO_FOLD, NO_ROLE, ROLES } from '../../../artifacts/split.js';
import type { ContinuedSplit, MadeSplit, SplitPlan } from '../../split-engine.js';
import type { BatchColumn, CellBatch, ColumnRequest, RowChunk } from '../../table-files.js';
import { parquetAt } from '../spark-sql.js';
import { hasFixedRows, PLACED } from './place-rows.js';
import { readKept, readOrdered, roleName, type WorkingRows } from './working-rows.js';

const text = (name: string): ColumnRequest & BatchColumn => ({ name, as: 'text', type: 'text' });
const number = (name: string): ColumnRequest & BatchColumn => ({ name, as: 'number', type: 'int32' });

type Cells = readonly (string | number | null)[];

/** Writes `SplitFiles.split` of the placed rows. Returns what it says by row. */
export async function writeSplit(rows: WorkingRows, plan: SplitPlan, file: string): Promise<Pick<MadeSplit, 'role' | 'seen' | 'fold'>> {
  const role = new Uint8Array(rows.rowCount).fill(NO_ROLE);
  const seen = hasFixedRows(plan) ? new Uint8Array(rows.rowCount) : null;
  const fold = plan.foldCount === null ? null : new Uint8Array(rows.rowCount).fill(NO_FOLD);
  const read = readKept(rows, PLACED, [...['id', 'code', 'group'].map(text), ...['row', 'role', 'seen', 'fold'].map(number)]);
  async function* batches(): AsyncGenerator<CellBatch> {
    for await (const { rowCount, columns } of read) {
      const [id, code, group, row, roles, marks, folds] = columns as readonly Cells[] as readonly [
        Cells,
        Cells,
        Cells,
        number[],
        number[],
        Cells,
        Cells,
      ];
      for (const [place, at] of row.entries()) {
        role[at] = roles[place] as number;
        if (seen !== null) seen[at] = marks[place] as number;
        if (fold !== null) fold[at] = (folds[place] as number | null) ?? NO_FOLD;
      }
      const names = roles.map((one) => ROLES[one] as string);
      const marked = seen === null ? [] : [marks.map((mark) => mark === 1)];
      yield { rowCount, cells: [id, code, names, group, ...marked, ...(fold === null ? [] : [folds])] };
    }
  }
  const columns: BatchColumn[] = ['id', 'code', 'role', 'group'].map(text);
  if (seen !== null) columns.push({ name: 'seen', type: 'boolean' });
  if (fold !== null) columns.push(number('fold'));
  await rows.tables.writeBatches(file, columns.map(typed), batches());
  return { role, seen, fold };
}

/** Writes `SplitFiles.conflicts`. Returns their groups and the rows in them. */
export async function writeConflicts(rows: WorkingRows, placed: string, file: string): Promise<MadeSplit['conflicts']> {
  let groupCount = 0;
  let conflictRows = 0;
  let last: unknown;
  const query = `SELECT \`group\`, code, cast(count(*) AS INT) AS rowCount, to_json(slice(array_sort(collect_list(id)), 1, 5)) AS ids
    FROM ${placed} AS p LEFT SEMI JOIN (SELECT \`group\` FROM ${placed} GROUP BY \`group\` HAVING min(code) <> max(code)) AS c ON p.\`group\` = c.\`group\`
    GROUP BY \`group\`, code ORDER BY \`group\`, code`;
  const read = readOrdered(rows, 'conflicts', query, [text('group'), text('code'), number('rowCount'), text('ids')]);
  async function* batches(): AsyncGenerator<CellBatch> {
    for await (const { rowCount, columns } of read) {
      const [groups, codes, counts, ids] = columns as readonly [string[], string[], number[], string[]];
      for (const [place, group] of groups.entries()) {
        if (group !== last) groupCount++;
        last = group;
        conflictRows += counts[place] as number;
      }
      yield { rowCount, cells: [groups, codes, counts, ids.map((list) => JSON.parse(list) as string[])] };
    }
  }
  const columns: BatchColumn[] = [text('group'), text('code'), number('rowCount'), { name: 'ids', type: 'text[]' }];
  await rows.tables.writeBatches(file, columns.map(typed), batches());
  return { groupCount, rowCount: conflictRows };
}

/** Writes `SplitFiles.changes`. Returns the numbers of rows that are gone and that have another code. */
export async function writeChanges(
  rows: WorkingRows,
  placed: string,
  earlierSplit: string,
  file: string,
): Promise<Pick<ContinuedSplit, 'removedRowCount' | 'relabelledRowCount'>> {
  const counts = { removed: 0, relabelled: 0 };
  const columns = ['id', 'change', 'earlierCode', 'code', 'earlierRole', 'role'].map(text);
  const query = `SELECT e.id, CASE WHEN n.id IS NULL THEN 'removed' ELSE 'relabelled' END AS change, e.code AS earlierCode, n.code, e.role AS earlierRole,
      ${roleName('n.role')} AS role
    FROM ${parquetAt(earlierSplit)} AS e LEFT JOIN ${placed} AS n ON e.id = n.id WHERE n.id IS NULL OR n.code <> e.code ORDER BY e.id`;
  async function* batches(read: AsyncIterable<RowChunk>): AsyncGenerator<CellBatch> {
    for await (const { rowCount, columns: cells } of read) {
      for (const change of cells[1] as readonly ('removed' | 'relabelled')[]) counts[change]++;
      yield { rowCount, cells };
    }
  }
  await rows.tables.writeBatches(file, columns.map(typed), batches(readOrdered(rows, 'changes', query, columns)));
  return { removedRowCount: counts.removed, relabelledRowCount: counts.relabelled };
}

function typed({ name, type }: BatchColumn): BatchColumn {
  return { name, type };
}

import { preparedShardFiles, suiteCells } from '../../artifacts/files/prepared-shard-files.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import { type Split, TEST } from '../../artifacts/split.js';
import { timeOrder } from '../../artifacts/time-order.js';
import type { PipelineConfig, SuiteConfig } from '../../config/pipeline-config.js';
import { suiteColumns } from '../../config/suite-columns.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import type { TableFiles } from '../../engine/table-files.js';

/** Rows of a run that a suite is selected from. */
export interface SelectableRows {
  readonly source: Pick<Source, 'columns'>;
  readonly prepared: Prepared;
  readonly split: Pick<Split, 'role'>;
}

type Selection = Exclude<SuiteConfig, { readonly kind: 'file' }>;

/** Which rows of all roles are of the kind that a suite judges, and how many test rows could not be looked at, their column being empty. */
export interface SelectedRows {
  readonly isOfKind: (row: number) => boolean;
  readonly emptyRowCount: number;
}

/** What makes a row one of the suite's, whatever its role; the suite's own rows are those of the test role. Reads one column of all rows. */
export async function selectRows(
  suite: string,
  selection: Selection,
  rows: SelectableRows,
  { tables, config }: { readonly tables: TableFiles; readonly config: PipelineConfig },
): Promise<SelectedRows> {
  if (selection.kind === 'new-texts') return { isOfKind: newTexts(rows), emptyRowCount: 0 };
  const cells = await readCells(selection.column, rows.prepared, tables, config);
  const { prepared, split } = rows;
  const emptyRowCount = countWhere(prepared.rowCount, (row) => split.role[row] === TEST && cells[row] === null);
  const isOfKind = selection.kind === 'latest' ? isLate(suite, selection, cells, rows) : hasUnseenValue(cells, rows);
  return { isOfKind, emptyRowCount };
}

/** A text of which no row has another role than test. */
function newTexts({ prepared: { text, textCount, rowCount }, split: { role } }: SelectableRows): SelectedRows['isOfKind'] {
  const isOld = new Uint8Array(textCount);
  for (let row = 0; row < rowCount; row++) if (role[row]! < TEST) isOld[text[row]!] = 1;
  return (row) => isOld[text[row]!] === 0;
}

type Cells = readonly (string | null)[];

function isLate(
  suite: string,
  { column, from }: Extract<Selection, { readonly kind: 'latest' }>,
  cells: Cells,
  { source }: SelectableRows,
): SelectedRows['isOfKind'] {
  const order = timeOrder(source, { column, from }, `evaluate.suites.${suite}`);
  const isFrom =
    order.by === 'number' ? (cell: string) => Number(cell) >= Number(order.from) : (cell: string) => compareUtf8(cell, String(order.from)) >= 0;
  return (row) => cells[row] != null && isFrom(cells[row]!);
}

function hasUnseenValue(cells: Cells, { prepared: { rowCount }, split: { role } }: SelectableRows): SelectedRows['isOfKind'] {
  const seen = new Set<string>();
  for (let row = 0; row < rowCount; row++) if (role[row]! < TEST && cells[row] != null) seen.add(cells[row]!);
  return (row) => cells[row] != null && !seen.has(cells[row]!);
}

async function readCells(column: string, { shards }: Prepared, tables: TableFiles, config: PipelineConfig): Promise<Cells> {
  const name = suiteCells(suiteColumns(config).findIndex((own) => own.name === column));
  const cells: (string | null)[] = [];
  for (const { folder, rowCount } of shards)
    for await (const { columns } of tables.scan(preparedShardFiles(folder).rows, [{ name, as: 'text' }], 0, rowCount))
      for (const cell of columns[0] as Cells) cells.push(cell);
  return cells;
}

function countWhere(rowCount: number, holds: (row: number) => boolean): number {
  let count = 0;
  for (let row = 0; row < rowCount; row++) if (holds(row)) count++;
  return count;
}

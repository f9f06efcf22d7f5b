import { preparedShardFiles } from '../artifacts/files/prepared-shard-files.js';
import { loadTextsFile } from '../artifacts/files/texts-file.js';
import type { Prepared } from '../artifacts/prepared.js';
import type { ShardTexts } from '../artifacts/shard-texts.js';
import type { DataConfig } from '../config/pipeline-config.js';
import type { PredictRow } from './row-cells.js';
import { cutRows } from './task-rows.js';

/** Names of the columns that texts files hold, in their order. */
export interface RowColumns {
  readonly text: readonly string[];
  readonly categorical: readonly string[];
  readonly numeric: readonly string[];
}

/** The columns that a pipeline reads to code a row. */
export function rowColumns({ text, covariates }: DataConfig): RowColumns {
  return {
    text,
    categorical: covariates.filter((covariate) => typeof covariate === 'string'),
    numeric: covariates.filter((covariate) => typeof covariate !== 'string').map(({ column }) => column),
  };
}

/** Some prepared rows (ascending) task by task, as objects by column name; a shard's texts are read when its turn comes, and no task crosses shards. */
export function* rowTasks(rows: Uint32Array, { shards, firstRow }: Prepared, columns: RowColumns): Generator<readonly PredictRow[]> {
  let next = 0;
  for (const [s, shard] of shards.entries()) {
    const first = next;
    while (next < rows.length && rows[next]! < firstRow[s + 1]!) next++;
    if (next === first) continue;
    const texts = loadTextsFile(preparedShardFiles(shard.folder).texts);
    yield* cutRows(rowsOf(texts, rows.subarray(first, next), firstRow[s]!, columns));
  }
}

function* rowsOf(texts: ShardTexts, rows: Uint32Array, firstRow: number, columns: RowColumns): Generator<PredictRow> {
  for (const row of rows) yield rowOf(texts, row - firstRow, columns);
}

function rowOf(texts: ShardTexts, row: number, { text, categorical, numeric }: RowColumns): PredictRow {
  const cells: Record<string, unknown> = {};
  text.forEach((column, i) => {
    cells[column] = texts.texts[i]![row];
  });
  categorical.forEach((column, i) => {
    cells[column] = texts.categorical[i]![row];
  });
  numeric.forEach((column, i) => {
    cells[column] = texts.numeric[i]![row];
  });
  return cells;
}

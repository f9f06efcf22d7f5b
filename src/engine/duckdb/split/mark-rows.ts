import { NO_FOLD, TEST, VALIDATION } from '../../../artifacts/split.js';
import type { SplitPlan } from '../../split-engine.js';
import { eachIntegerRow, runAll } from '../connections.js';
import type { PreparedRows } from '../prepared-rows.js';
import { hasFixedRows } from './place-groups.js';

/** Makes `_seen` of the test rows whose text or group is in another role too. Returns 1 or 0 by row; null when there can be none. */
export async function markSeen({ instance, table, rowCount }: PreparedRows, plan: SplitPlan): Promise<Uint8Array | null> {
  if (!hasFixedRows(plan)) return null;
  const placed = `${table}_placed`;
  const elsewhere = (key: string) => `${key} IN (SELECT ${key} FROM ${placed} WHERE role <> ${TEST})`;
  await runAll(
    instance,
    `CREATE TABLE ${table}_seen AS SELECT row FROM ${placed} WHERE role = ${TEST} AND (${elsewhere('text_row')} OR ${elsewhere('group_row')})`,
  );
  const seen = new Uint8Array(rowCount);
  await eachIntegerRow(instance, `SELECT row FROM ${table}_seen`, ([row]) => {
    seen[row as number] = 1;
  });
  return seen;
}

/** Makes `_folds` of the rows of train and validation groups. Returns the fold by row; null when there are to be none. */
export async function assignFolds({ instance, table, rowCount }: PreparedRows, { foldCount }: SplitPlan): Promise<Uint8Array | null> {
  if (foldCount === null) return null;
  await runAll(
    instance,
    `CREATE TABLE ${table}_folds AS SELECT p.row, g.fold FROM ${table}_placed AS p
      JOIN (SELECT group_row, ((row_number() OVER (ORDER BY code, place) - 1) % ${foldCount})::INTEGER AS fold FROM ${table}_roles WHERE role <= ${VALIDATION}) AS g USING (group_row)
      WHERE p.role <= ${VALIDATION}`,
  );
  const folds = new Uint8Array(rowCount).fill(NO_FOLD);
  await eachIntegerRow(instance, `SELECT row, fold FROM ${table}_folds`, ([row, fold]) => {
    folds[row as number] = fold as number;
  });
  return folds;
}

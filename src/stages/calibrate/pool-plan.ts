import type { Prepared } from '../../artifacts/prepared.js';
import { CALIBRATION, NO_ROLE, type Split, TRAIN, VALIDATION } from '../../artifacts/split.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { sharedUint8 } from '../../core/shared-arrays.js';
import { countStrata, strataOf } from '../../evaluation/calibration/group-strata.js';
import { dealFolds, fittedCountOf, foldCountOf, MOST_ROWS, NOT_HELD_OUT, type PoolFolds } from '../../evaluation/calibration/pool-folds.js';
import { shippedRoles } from '../../training/shipped-roles.js';

/** The pool: rows of train, validation and calibration, and how their groups are held out. */
export interface PoolPlan {
  readonly folds: PoolFolds;
  /** Code of each group in the pool, −1 for others; and of each group in the data. */
  readonly stratum: Int32Array;
  readonly dataStratum: Int32Array;
  /** Groups of each code that the shipped model is fitted on. */
  readonly shipped: Uint32Array;
  /** Fold of each row, or `NOT_HELD_OUT`; in shared memory. */
  readonly foldOfRow: Uint8Array;
  /** Rows of the pool, and those of them that are scored, fold by fold; ascending. */
  readonly rows: Uint32Array;
  readonly scored: readonly Uint32Array[];
}

const POOL: readonly number[] = [TRAIN, VALIDATION, CALIBRATION];

/** With fewer rows no calibrator would be fitted, and so nothing else. */
const FEWEST_ROWS = 50;

/** Cuts the pool into folds by its groups' codes and the split's seed. */
export function planPool(
  prepared: Prepared,
  { role }: Pick<Split, 'role'>,
  config: Pick<PipelineConfig, 'train' | 'split' | 'calibration'>,
): PoolPlan {
  const { train, split, calibration } = config;
  const inPool = (row: number): boolean => POOL.includes(role[row]!);
  const stratum = strataOf(prepared, inPool);
  const shippedStratum = strataOf(prepared, (row) => shippedRoles(train).includes(role[row]!));
  const rows = Uint32Array.from([...role.keys()].filter(inPool));
  const isThere = (of: Int32Array): number => of.reduce((count, code) => count + (code >= 0 ? 1 : 0), 0);
  const foldCount = foldCountOf(isThere(shippedStratum), isThere(stratum));
  const enough = calibration.heldOut === 'all' ? foldCount : fittedCountOf(foldCount, rows.length);
  const folds = dealFolds(stratum, foldCount, rows.length < FEWEST_ROWS ? 0 : enough, split.seed);
  const foldOfRow = sharedUint8(prepared.rowCount).fill(NOT_HELD_OUT);
  for (const row of rows) foldOfRow[row] = folds.fold[prepared.group[row]!]!;
  return {
    folds,
    stratum,
    dataStratum: strataOf(prepared, (row) => role[row] !== NO_ROLE),
    shipped: countStrata(shippedStratum, prepared.codes.length, () => true),
    foldOfRow,
    rows,
    scored: scoredRows(prepared, rows, foldOfRow, folds.fittedCount),
  };
}

/** Rows with an evaluation weight; where they are too many, those of every so many groups. */
function scoredRows({ group, evaluationWeight }: Prepared, rows: Uint32Array, foldOfRow: Uint8Array, fittedCount: number): readonly Uint32Array[] {
  const held = rows.filter((row) => foldOfRow[row] !== NOT_HELD_OUT && (evaluationWeight === null || evaluationWeight[row]! > 0));
  const step = Math.max(1, Math.ceil(held.length / MOST_ROWS));
  return Array.from({ length: fittedCount }, (_, fold) => held.filter((row) => foldOfRow[row] === fold && group[row]! % step === 0));
}

import type { FoldScores } from '../../artifacts/files/fold-scores-file.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Column, TableFiles } from '../../engine/table-files.js';
import { type Calibrator, calibratedTop } from '../../evaluation/calibration/calibrator.js';
import { sigmoid } from '../../evaluation/calibration/softplus.js';
import { exp } from '../../kernels/math.js';
import { readIds } from '../../training/read-ids.js';
import { crossFitRows } from './cross-fit-rows.js';
import type { PoolPlan } from './pool-plan.js';

/** What is put beside each other. */
interface OutOfFold {
  readonly prepared: Prepared;
  readonly plan: PoolPlan;
  readonly folds: readonly FoldScores[];
  readonly calibrator: Calibrator;
}

/**
 * A row a row of the pool that was held out, in row order: id, code, group (equal numbers have the same text), the code that a fit without
 * its fold gave it, score (the calibrated probability of that code), ownScore (that of its own code: the others share what the given
 * one leaves as the model shares it; 0 for one that the fit does not know), and weight (how many groups of incoming rows it stands for).
 */
export async function outOfFoldTable({ prepared, plan, folds, calibrator }: OutOfFold, tables: Pick<TableFiles, 'scan'>): Promise<readonly Column[]> {
  const { rows, coded } = crossFitRows(prepared, plan, folds);
  const row = folds.flatMap((fold) => [...fold.row]);
  const logOwn = folds.flatMap((fold) => [...fold.logOwn]);
  const order = row.map((_, i) => i).sort((a, b) => row[a]! - row[b]!);
  const ids: string[] = [];
  for await (const piece of readIds(
    Uint32Array.from(order, (i) => row[i]!),
    prepared,
    tables,
  ))
    ids.push(...piece);
  const score = (i: number): number => calibratedTop(calibrator, rows.logRest[i]!, rows.rarity?.[i]);
  const own = (i: number): number => (rows.right[i] === 1 ? score(i) : shareOfRest(score(i), rows.logRest[i]!, logOwn[i]!));
  const codeOf = (index: number): string => prepared.codes[index]!;
  return [
    { name: 'id', type: 'text', values: ids },
    { name: 'code', type: 'text', values: order.map((i) => codeOf(coded.code[i]!)) },
    { name: 'group', type: 'int32', values: order.map((i) => coded.group[i]!) },
    { name: 'given', type: 'text', values: order.map((i) => codeOf(coded.given[i]!)) },
    { name: 'score', type: 'float64', values: order.map(score) },
    { name: 'ownScore', type: 'float64', values: order.map(own) },
    { name: 'weight', type: 'float64', values: order.map((i) => rows.weight[i]!) },
  ];
}

/** (1 − P) · p_own / (1 − p_given): of what the given code leaves, the part of another one. */
function shareOfRest(top: number, logRest: number, logOwn: number): number {
  const rest = sigmoid(logRest);
  return rest === 0 ? 0 : Math.min(top, ((1 - top) * exp(logOwn)) / rest);
}

import type { FoldScores } from '../../artifacts/files/fold-scores-file.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { crossFitWeights } from '../../evaluation/calibration/cross-fit-weights.js';
import { countStrata } from '../../evaluation/calibration/group-strata.js';
import type { PoolPlan } from './pool-plan.js';
import type { ScoredPool } from './role-rows.js';

/** With so many folds the calibrator of a fold's rows is fitted on the others'; with fewer, rows are parted by group. */
const FEWEST_FOLDS = 3;
const PARTS = 5;

/** Held-out rows as a calibrator is fitted on them, each weighing what it stands for among incoming rows (and its evaluation weight). */
export function crossFitRows(prepared: Prepared, plan: PoolPlan, folds: readonly FoldScores[]): ScoredPool {
  const { group, code, codes, evaluationWeight } = prepared;
  const rows = folds.flatMap(({ row, given, logRest }, fold) =>
    [...row].map((own, i) => ({
      row: own,
      fold,
      code: plan.stratum[group[own]!]!,
      given: given[i]!,
      right: given[i] === code[own] ? 1 : 0,
      logRest: logRest[i]!,
    })),
  );
  const inPool = countStrata(plan.stratum, codes.length, () => true);
  const known = folds.map((_, fold) => {
    const away = countStrata(plan.stratum, codes.length, (own) => plan.folds.fold[own] === fold);
    return inPool.map((count, own) => count - away[own]!);
  });
  const scoredGroups = new Set(rows.map(({ row }) => group[row]!));
  const { weight, unspokenShare } = crossFitWeights(rows, {
    inData: countStrata(plan.dataStratum, codes.length, () => true),
    shipped: plan.shipped,
    known,
    scored: countStrata(plan.stratum, codes.length, (own) => scoredGroups.has(own)),
  });
  return {
    rows: {
      logRest: Float64Array.from(rows, ({ logRest }) => logRest),
      right: Uint8Array.from(rows, ({ right }) => right),
      weight: weight.map((own, i) => own * (evaluationWeight?.[rows[i]!.row] ?? 1)),
      part: Uint8Array.from(rows, ({ row, fold }) => (folds.length >= FEWEST_FOLDS ? fold : group[row]! % PARTS)),
    },
    coded: {
      group: Uint32Array.from(rows, ({ row }) => group[row]!),
      code: Int32Array.from(rows, ({ row }) => code[row]!),
      given: Int32Array.from(rows, ({ given }) => given),
    },
    unspokenShare,
  };
}

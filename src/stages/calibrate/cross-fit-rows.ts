import type { FoldScores } from '../../artifacts/files/fold-scores-file.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { rarityOf } from '../../evaluation/calibration/calibrator.js';
import { type CodeGroups, crossFitWeights, type HeldOutRow, supportOf } from '../../evaluation/calibration/cross-fit-weights.js';
import { countStrata } from '../../evaluation/calibration/group-strata.js';
import type { PoolPlan } from './pool-plan.js';
import type { ScoredPool } from './role-rows.js';

/** With so many folds the calibrator of a fold's rows is fitted on the others'; with fewer, rows are parted by group. */
const FEWEST_FOLDS = 3;
const PARTS = 5;

/** Held-out rows as a calibrator is fitted on them, each weighing what it stands for among incoming rows (and its evaluation weight). */
export function crossFitRows(prepared: Prepared, plan: PoolPlan, folds: readonly FoldScores[]): ScoredPool {
  const { evaluationWeight } = prepared;
  const rows = folds.flatMap(({ row, given, logRest }, fold) =>
    [...row].map((own, i) => ({ row: own, fold, given: given[i]!, logRest: logRest[i]!, group: prepared.group[own]!, own: prepared.code[own]! })),
  );
  const heldOut = rows.map(({ group, fold }) => ({ code: plan.stratum[group]!, fold }));
  const groups = groupsOf(prepared, plan, new Set(rows.map(({ group }) => group)));
  const { weight, unspokenShare } = crossFitWeights(heldOut, groups);
  return {
    rows: {
      logRest: Float64Array.from(rows, ({ logRest }) => logRest),
      right: Uint8Array.from(rows, ({ given, own }) => (given === own ? 1 : 0)),
      rarity: Float64Array.from(rows, ({ given, own }, i) => rarityOf(knownOfGiven(heldOut[i]!, given, given === own, groups))),
      weight: weight.map((own, i) => own * (evaluationWeight?.[rows[i]!.row] ?? 1)),
      part: Uint8Array.from(rows, ({ group, fold }) => (folds.length >= FEWEST_FOLDS ? fold : group % PARTS)),
    },
    coded: {
      group: Uint32Array.from(rows, ({ group }) => group),
      code: Int32Array.from(rows, ({ own }) => own),
      given: Int32Array.from(rows, ({ given }) => given),
    },
    unspokenShare,
  };
}

/** Groups of the given code that the fit knew; of the row's own code as many as it stands for. */
function knownOfGiven(row: HeldOutRow, given: number, isRight: boolean, groups: CodeGroups): number {
  return isRight ? supportOf(row, groups) : groups.known[row.fold]![given]!;
}

function groupsOf({ codes }: Prepared, { folds, stratum, dataStratum, shipped }: PoolPlan, scored: ReadonlySet<number>): CodeGroups {
  const count = (of: Int32Array, chosen: (group: number) => boolean): Uint32Array => countStrata(of, codes.length, chosen);
  const known = Array.from({ length: folds.fittedCount }, (_, fold) => count(stratum, (group) => folds.fold[group] !== fold));
  return {
    inData: count(dataStratum, () => true),
    pool: count(stratum, () => true),
    shipped,
    known,
    scored: count(stratum, (group) => scored.has(group)),
  };
}

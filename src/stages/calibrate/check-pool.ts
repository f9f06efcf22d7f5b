import type { PoolCheck } from '../../artifacts/evaluation.js';
import type { FoldScores } from '../../artifacts/files/fold-scores-file.js';
import { NO_ROLE, type Split, TEST } from '../../artifacts/split.js';
import { digestJson } from '../../core/digest.js';
import { sharedUint8 } from '../../core/shared-arrays.js';
import type { Calibrator } from '../../evaluation/calibration/calibrator.js';
import { calibratedTop, rarityOf } from '../../evaluation/calibration/calibrator.js';
import { type ChosenCalibrator, chooseCalibrator } from '../../evaluation/calibration/choose-calibrator.js';
import { countStrata } from '../../evaluation/calibration/group-strata.js';
import { dealFolds, NOT_HELD_OUT } from '../../evaluation/calibration/pool-folds.js';
import { weighToData } from '../../evaluation/calibration/role-weights.js';
import { gapOf } from '../../evaluation/calibration/score-check.js';
import type { Pieces } from '../../runner/flow/pieces.js';
import type { StoredArtifact } from '../../store/store.js';
import type { StageContext } from '../stage-context.js';
import { crossFitRows } from './cross-fit-rows.js';
import { foldScores, scoreFolds } from './fold-fits.js';
import { type PoolPlan, planPool } from './pool-plan.js';
import type { RoleInput } from './role-rows.js';

/** The pool is cut into so many parts, one of which is the test of the others. */
const PARTS = 10;

/** What a check is made of: stored scores of the tenth and of the folds of the rest, and how to read them. */
export interface CheckPieces {
  readonly pieces: readonly StoredArtifact[];
  /** Calibrates on the rest and compares with the tenth. */
  readonly read: () => PoolCheck;
}

/**
 * Tries the procedure where the outcome is known: a tenth of the pool, code by code, is taken for test rows; the settings that won are
 * fitted to the rest, whose rows calibrate by folds of it. All of the pool ships, so that no other rows but the test role could tell, and
 * what is chosen by that is chosen by the test. The settings are those of the whole search: the tenth was in it.
 */
export async function* checkPool(
  input: RoleInput,
  whole: PoolPlan,
  method: Parameters<typeof chooseCalibrator>[1],
  context: StageContext,
): Pieces<CheckPieces> {
  const { prepared } = input;
  const tenth = planTenth(input, whole, context);
  const [scored] = (yield* scoreFolds(input, tenth, context)) as readonly [StoredArtifact];
  const split = withoutTenth(input.split, whole, tenth);
  const rest = planPool(prepared, split, context.config);
  const folds = yield* scoreFolds({ ...input, split }, rest, context);
  return {
    pieces: [scored, ...folds],
    read: () => {
      const { calibrator }: ChosenCalibrator = chooseCalibrator(crossFitRows(prepared, rest, folds.map(foldScores)).rows, method);
      const known = countStrata(tenth.stratum, prepared.codes.length, (group) => tenth.folds.fold[group] !== 0);
      return compare(foldScores(scored), calibrator, known, split, input);
    },
  };
}

/** The same pool, of which one part of ten is held out. */
function planTenth({ prepared }: RoleInput, whole: PoolPlan, { config }: StageContext): PoolPlan {
  const folds = dealFolds(whole.stratum, PARTS, 1, config.split.seed);
  const foldOfRow = sharedUint8(prepared.rowCount).fill(NOT_HELD_OUT);
  for (const row of whole.rows) foldOfRow[row] = folds.fold[prepared.group[row]!]!;
  const { evaluationWeight } = prepared;
  const scored = whole.rows.filter((row) => foldOfRow[row] === 0 && (evaluationWeight === null || evaluationWeight[row]! > 0));
  return { ...whole, folds, foldOfRow, scored: [scored] };
}

/** The split of a world that ends with the pool: the tenth are its test rows. */
function withoutTenth(split: Split, { rows }: PoolPlan, { foldOfRow }: PoolPlan): Split {
  const role = split.role.slice().fill(NO_ROLE);
  for (const row of rows) role[row] = foldOfRow[row] === 0 ? TEST : split.role[row]!;
  return { ...split, role, splitDigest: digestJson({ split: split.splitDigest, test: 'a tenth of the pool' }) };
}

function compare(
  { row, given, logRest }: FoldScores,
  calibrator: Calibrator,
  known: Uint32Array,
  { role }: Split,
  { prepared }: RoleInput,
): PoolCheck {
  const group = Uint32Array.from(row, (own) => prepared.group[own]!);
  const { weight, unspokenShare } = weighToData(prepared, group, (own) => role[own] !== NO_ROLE);
  const gap = gapOf({
    score: Float64Array.from(logRest, (rest, i) => calibratedTop(calibrator, rest, rarityOf(known[given[i]!]!))),
    right: Uint8Array.from(row, (own, i) => (prepared.code[own] === given[i] ? 1 : 0)),
    weight: weight.map((own, i) => own * (prepared.evaluationWeight?.[row[i]!] ?? 1)),
    group,
  });
  return { ...gap, z: gap.standardError > 0 ? (gap.meanScore - gap.shareRight) / gap.standardError : null, unspokenShare };
}

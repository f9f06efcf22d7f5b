import type { Calibration, PoolCheck } from '../../artifacts/evaluation.js';
import { readJsonArtifact, writeJsonArtifact } from '../../artifacts/files/json-artifact.js';
import { runFiles } from '../../artifacts/files/run-files.js';
import { isCrossFitted } from '../../config/sections/judgement/calibration.js';
import type { Json } from '../../core/canonical-json.js';
import { Rng } from '../../core/rng.js';
import { MANY_GROUPS } from '../../evaluation/calibration/calibrator.js';
import { type ChosenCalibrator, chooseCalibrator } from '../../evaluation/calibration/choose-calibrator.js';
import { planReview } from '../../evaluation/review/review-plan.js';
import { type Pieces, piece } from '../../runner/flow/pieces.js';
import { stageOf } from '../../runner/flow/stage.js';
import type { StoredArtifact } from '../../store/store.js';
import { parentsOf } from '../../text/code-tree.js';
import type { Stage, StageContext } from '../stage-context.js';
import { calibrateByTemperature, type TemperatureFit } from './by-temperature.js';
import { type CheckPieces, checkPool } from './check-pool.js';
import { calibrateCost } from './cost.js';
import { crossFitRows } from './cross-fit-rows.js';
import { foldScores, scoreFolds } from './fold-fits.js';
import { outOfFoldTable } from './out-of-fold-table.js';
import { type PoolPlan, planPool } from './pool-plan.js';
import { type RoleInput, type ScoredPool, scoreRole } from './role-rows.js';

const VERSION = 5;

type Curve = 'auto' | 'beta' | 'slope';

/**
 * Makes scores probabilities by rows that the model that scores them was not fitted on; then plans the review by the scores of
 * these rows.
 */
export const calibrateStage: Stage<RoleInput, Calibration> = stageOf({
  name: 'calibrate',
  cost: calibrateCost,
  async *pieces(input, context) {
    const { calibration: asked } = context.config;
    const stored = yield* isCrossFitted(asked) ? crossFitted(input, asked.method as Curve, context) : byRole(input, asked.method, context);
    const calibration = await readJsonArtifact(stored.folder, 'calibration');
    if (calibration.note !== undefined) context.emit({ type: 'note', stage: 'calibrate', message: calibration.note });
    if (isOff(calibration.check)) context.emit({ type: 'warning', stage: 'calibrate', message: describeOff(calibration.check) });
    return calibration;
  },
});

/** Beyond so many standard errors scores of true probabilities are 5 times in 100. */
const FAR = 2;

function isOff(check: PoolCheck | undefined): check is PoolCheck & { readonly z: number } {
  return check !== undefined && check.z !== null && Math.abs(check.z) > FAR;
}

function describeOff({ meanScore, shareRight, z }: PoolCheck & { readonly z: number }): string {
  const found = `mean score ${meanScore.toFixed(3)}, right ${shareRight.toFixed(3)}, z ${z.toFixed(1)}`;
  return `scores do not hold in a tenth of the pool that was set apart (${found}): with train.final: train+validation the fits that calibrate are as large as the one that ships`;
}

/** On rows of the whole pool, each scored by a fit without its fold. */
async function* crossFitted(input: RoleInput, method: Curve, context: StageContext): Pieces<StoredArtifact> {
  const plan = planPool(input.prepared, input.split, context.config);
  const folds = yield* scoreFolds(input, plan, context);
  const check = context.config.calibration.check === true ? yield* checkPool(input, plan, method, context) : null;
  // What folds say names everything that they were made from; of the rest of the data only how many groups each code has counts.
  const fingerprint: Json = {
    ...basisOf(input),
    rows: 'cross-fit',
    folds: folds.map(({ key }) => key),
    method,
    ...planOf(input, context),
    ...checkOf(check),
  };
  const stored = yield* piece('calibration', fingerprint, async (folder) => {
    const pool = crossFitRows(input.prepared, plan, folds.map(foldScores));
    const fitted = { folds: plan.folds.foldCount, fitted: folds.length };
    const found = withGroups(chooseCalibrator(pool.rows, method), input, plan);
    const calibration = { ...describe(pool, found, input, context), crossFit: fitted };
    return writeCalibration(folder, check === null ? calibration : { ...calibration, check: check.read() });
  });
  const calibrator = await readJsonArtifact(stored.folder, 'calibration');
  const table = await outOfFoldTable({ prepared: input.prepared, plan, folds: folds.map(foldScores), calibrator }, context.tables);
  await context.tables.writeTable(runFiles(context.runFolder).outOfFold, table);
  return stored;
}

/** A calibrator that asks how rare a code is gets told so of each code of the model that ships. */
function withGroups(found: ChosenCalibrator, { prepared, fit }: RoleInput, { shipped }: PoolPlan): ChosenCalibrator {
  if (found.calibrator.slopeRarity === undefined) return found;
  const indexOf = new Map(prepared.codes.map((code, index) => [code, index]));
  const groups = fit.model.codes.map((code) => Math.min(MANY_GROUPS, Math.max(1, shipped[indexOf.get(code)!]!)));
  return { ...found, calibrator: { ...found.calibrator, groups } };
}

function checkOf(check: CheckPieces | null): { readonly check?: Json } {
  return check === null ? {} : { check: check.pieces.map(({ key }) => key) };
}

/** On the calibration rows, scored by the model that ships. */
async function* byRole(input: RoleInput, method: Calibration['method'] | 'auto', context: StageContext): Pieces<StoredArtifact> {
  const fingerprint: Json = {
    ...basisOf(input),
    rows: 'role',
    model: input.fit.modelDigest,
    matrix: input.matrix.key,
    method,
    ...planOf(input, context),
  };
  return yield* piece('calibration', fingerprint, async (folder) => {
    await context.training.letGo();
    const { pool, found } = await (method === 'temperature' ? calibrateByTemperature(input, context) : calibrateByCurve(input, method, context));
    return writeCalibration(folder, describe(pool, found, input, context));
  });
}

async function calibrateByCurve(input: RoleInput, method: Curve | 'none', context: StageContext) {
  const pool = await scoreRole(input, 1, context);
  return { pool, found: chooseCalibrator(pool.rows, method) };
}

/** Which rows with which codes, groups, roles and weights. */
function basisOf({ prepared, split }: RoleInput) {
  return { version: VERSION, shards: prepared.shards.map((shard) => shard.key), split: split.splitDigest };
}

async function writeCalibration(folder: string, calibration: Calibration): Promise<Json> {
  await writeJsonArtifact(folder, calibration);
  return { method: calibration.method, rowCount: calibration.rowCount };
}

function describe(
  { rows, coded, unspokenShare }: ScoredPool,
  { method, calibrator, scores, brierBefore, brierAfter, note }: ChosenCalibrator | TemperatureFit,
  { source, prepared }: RoleInput,
  { config: { review: aim, split } }: StageContext,
): Calibration {
  const wrong = rows.right.map((right) => 1 - right);
  const parents = parentsOf(source.codebook);
  const names = { codes: prepared.codes, parentOf: (code: string) => parents.get(code) ?? null };
  return {
    kind: 'calibration',
    method,
    ...calibrator,
    rowCount: rows.weight.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0),
    unspokenShare,
    brierBefore,
    brierAfter,
    ...(note === undefined ? {} : { note }),
    review: { ...aim, ...planReview({ wrong, score: scores, weight: rows.weight, ...coded }, aim, names, Rng.fromSeed(split.seed).fork('review')) },
  };
}

/** What the plan of the review is made by: the rule, which row of a group is drawn, and which codes are pooled. */
function planOf({ source }: RoleInput, { config: { review, split } }: StageContext) {
  return { review, seed: split.seed, codebook: review.target === null ? null : source.codebookDigest };
}

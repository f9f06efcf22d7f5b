import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cpuSecondsSince, secondsSince } from './our-flow.mjs';
import { CACHE } from './paths.mjs';

const TRAIN = 0;
const VALIDATION = 1;
const TEST = 3;

/** What a fit is set to when a setting leaves it out. `tolerance` counts in exact mode only. */
export const FIT_DEFAULTS = {
  mode: 'fast',
  l2: 1e-6,
  l1: 0,
  rank: null,
  classWeight: 'none',
  passes: 3,
  sliceBytes: undefined,
  tolerance: 1e-3,
  trace: false,
  objective: false,
};

/** What a benchmark's setting says beside the solver's. */
const BESIDE = new Set(['features', 'passes', 'sliceBytes', 'trace', 'objective']);

/** The solver's settings from a benchmark's. */
export function fitSettings(setting, seed) {
  const own = Object.fromEntries(Object.entries(setting).filter(([key]) => !BESIDE.has(key)));
  return { estimator: 'logistic-regression', ...own, maxPasses: setting.passes, patience: setting.passes + 1, seed };
}

/**
 * One fit on the train rows, all workers: exactly `passes` passes without a look at the validation rows, unless `trace` asks
 * for their macro F1 after each pass. The clock holds ordering and weighing the rows, memory, and the solver; the matrix is
 * open before (in memory, unless `memory` is too little for it), as it is for a peer. The certificate of an exact fit is in it.
 */
export async function fitOnce(dist, made, setting) {
  const { prepared, split, matrix, context } = made;
  const settings = fitSettings(setting, context.config.split.seed);
  const train = dist.rowsWithRole(split.role, TRAIN);
  const started = performance.now();
  const known = dist.codesOfRows(prepared, train);
  const training = await dist.openTrainingSet(context, matrix, prepared, train, known.classOfCode, settings.seed);
  const request = {
    settings,
    featureCount: matrix.table.featureCount,
    codes: known.codes,
    rows: training.rows(settings.classWeight),
    validation: setting.trace ? { ...dist.judgedRows(context.training.openMatrix(matrix), prepared, split, VALIDATION, known), topCount: 1 } : null,
    metric: 'macroF1',
    certify: setting.mode === 'exact',
    keep: true,
  };
  let fitted;
  const cpuBefore = process.cpuUsage();
  let trainSeconds = 0;
  let trainCpuSeconds = 0;
  let parts;
  await dist.fitModels(dist.kindNamed(settings.estimator, 'benchmarks'), context.training, [request], {
    kernelBytes: context.training.kernelBytes - training.byteCount,
    sliceBytes: setting.sliceBytes,
    signal: context.signal,
    onPass: () => {},
    onDone: async (_index, outcome, made) => {
      trainSeconds = secondsSince(started);
      trainCpuSeconds = cpuSecondsSince(cpuBefore);
      fitted = { ...outcome, sliceCount: made.weights.length };
      // Copies, as the pipeline makes: the solver's memory is where rows are scored next.
      parts = { ...made, weights: copyShared(...made.weights), intercept: copyShared(made.intercept) };
    },
  });
  return { model: parts, known, trainSeconds, trainCpuSeconds, solverSeconds: fitted.seconds, fitted, classCount: known.codes.length, train };
}

function copyShared(...parts) {
  const copy = new Float32Array(new SharedArrayBuffer(parts.reduce((sum, part) => sum + part.byteLength, 0)));
  let placed = 0;
  for (const part of parts) {
    copy.set(part, placed);
    placed += part.length;
  }
  return copy;
}

/** Saves what a bundle holds; seconds, of the clock and of the processors, and bytes. */
export async function saveModel(dist, { source, matrix }, model) {
  const folder = mkdtempSync(join(CACHE, 'model-'));
  try {
    const started = performance.now();
    const cpuBefore = process.cpuUsage();
    const { spec, table } = matrix;
    const calibration = { method: 'none', temperature: 1 };
    await dist.writeBundleParts(folder, { model, codebook: source.codebook, spec, table, calibration, review: null }, 1);
    const saveSeconds = secondsSince(started);
    const saveCpuSeconds = cpuSecondsSince(cpuBefore);
    const modelBytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    return { saveSeconds, saveCpuSeconds, modelBytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Accuracy and macro F1 (codes with support) of test and validation rows, and the seconds that the test rows took. */
export async function judgeModel(dist, made, model, known) {
  const started = performance.now();
  const test = await judgeRole(dist, made, TEST, model, known);
  const predictSeconds = secondsSince(started);
  const validation = await judgeRole(dist, made, VALIDATION, model, known);
  return { accuracy: test.accuracy, macroF1: test.macroF1, validationMacroF1: validation.macroF1, predictSeconds };
}

async function judgeRole(dist, { prepared, split, matrix, context }, role, model, known) {
  const judged = dist.judgedRows(context.training.openMatrix(matrix), prepared, split, role, known);
  const { row, label } = judged.rows;
  const labels = label.map((index) => (index < model.codes.length ? index : -1));
  const predictions = await dist.scoreRows(context.training, { model, modelDigest: '' }, matrix, row, labels, {
    topCount: 1,
    temperatures: [],
  });
  return dist.summarise(dist.countCodes(label, Int32Array.from(predictions.top), null, judged.classCount));
}

/**
 * F(W, b) = (1/n) Σ loss_i + l2/2 · ‖W‖² on the train rows, every row with weight 1: the formula of peers/objective.py.
 * Sums in f64; the scores are the model's own (f32).
 */
export async function computeObjective(dist, { prepared, matrix, context }, { model, known, train }, l2) {
  const labels = Int32Array.from(train, (row) => known.classOfCode[prepared.code[row]]);
  const scored = await dist.scoreRows(context.training, { model, modelDigest: '' }, matrix, train, labels, {
    topCount: 1,
    temperatures: [1],
  });
  let loss = 0;
  for (let i = 0; i < train.length; i++) loss += scored.logSumExp[i] - scored.trueScore[i];
  let square = 0;
  for (const weight of model.weights) square += weight * weight;
  return loss / train.length + 0.5 * l2 * square;
}

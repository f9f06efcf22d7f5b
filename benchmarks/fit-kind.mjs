import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cpuSecondsSince, secondsSince } from './our-flow.mjs';
import { CACHE } from './paths.mjs';

const TRAIN = 0;
const VALIDATION = 1;
const TEST = 3;

/** A section of `search.estimators` of one point; what the schema would fill in with several values is named by the section itself. */
export function onePoint({ kind, grid = {}, ...options }) {
  return { kind, ...options, grid };
}

/**
 * Fits a section of one point on the train rows of a flow (`made` of our-flow.mjs), stores the model, loads it again and judges it. Returns
 * settings, counts, seconds, and of the validation and the test rows: figures, code numbers of truth and answer, and groups. The seed is that
 * of the split unless another is given.
 */
export async function fitKind(dist, made, section, seed = made.context.config.split.seed) {
  // Workers keep an open model by its digest: each fit gets a name of its own.
  made.fitCount = (made.fitCount ?? 0) + 1;
  const { prepared, split, matrix, context, source } = made;
  const kind = dist.kindNamed(section.kind, 'benchmarks');
  const grid = kind.settings.complete(section);
  const point = Object.fromEntries(Object.entries(grid).map(([axis, tried]) => [axis, tried[0]]));
  const settings = kind.settings.at({ ...section, grid }, point, seed);
  const train = dist.rowsWithRole(split.role, TRAIN);
  const started = performance.now();
  const known = dist.codesOfRows(prepared, train);
  const training = await dist.openTrainingSet(context, matrix, prepared, train, known.classOfCode, context.config.split.seed);
  const request = {
    settings,
    featureCount: matrix.table.featureCount,
    codes: known.codes,
    rows: training.rows(settings.classWeight),
    validation: null,
    metric: 'macroF1',
    certify: false,
    keep: true,
    ...dist.codebookForFit(kind, settings, source, known.codes),
  };
  const cpuBefore = process.cpuUsage();
  let answer;
  await dist.fitModels(kind, context.training, [request], {
    kernelBytes: context.training.kernelBytes - training.byteCount,
    signal: context.signal,
    onPass: () => {},
    onDone: async (_index, outcome, model) => {
      const [seconds, cpuSeconds] = [secondsSince(started), cpuSecondsSince(cpuBefore)];
      const fit = { seconds, cpuSeconds, status: outcome.status, certificate: outcome.certificate, passes: outcome.passes };
      answer = { settings, rows: train.length, codes: known.codes.length, features: request.featureCount, ...fit, ...store(dist, made, model) };
      answer = { ...answer, ...(await judge(dist, made, answer.stored, known)), stored: undefined };
    },
  });
  await training.close();
  return answer;
}

/** Written and loaded again, as every model that scores has been. */
function store(dist, { matrix }, model) {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'model-'));
  try {
    dist.writeModelFiles(folder, model);
    const stored = dist.loadModelFiles(folder, { codes: model.codes, featureCount: matrix.table.featureCount });
    return { modelBytes: statSync(join(folder, 'model.bin')).size, stored };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function judge(dist, made, model, known) {
  const validation = await judgeRole(dist, made, VALIDATION, model, known);
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const test = await judgeRole(dist, made, TEST, model, known);
  return { validation, test, predictSeconds: secondsSince(started), predictCpuSeconds: cpuSecondsSince(cpuBefore) };
}

async function judgeRole(dist, made, role, model, known) {
  const { prepared, split, matrix, context } = made;
  const judged = dist.judgedRows(context.training.openMatrix(matrix), prepared, split, role, known);
  const { row, label } = judged.rows;
  const labels = label.map((index) => (index < model.codes.length ? index : -1));
  const wanted = { topCount: 1, temperatures: [1] };
  const { top } = await dist.scoreRows(context.training, { model, modelDigest: String(made.fitCount) }, matrix, row, labels, wanted);
  const predicted = Int32Array.from(top);
  const { accuracy, macroF1 } = dist.summarise(dist.countCodes(label, predicted, null, judged.classCount));
  const group = Uint32Array.from(row, (own) => prepared.group[own]);
  return { rows: row.length, accuracy, macroF1, answers: { classCount: judged.classCount, label, predicted, group } };
}

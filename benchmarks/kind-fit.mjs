/**
 * Fits of any kind of model on the train rows of a data set, in a process of its own:
 *
 *   node benchmarks/kind-fit.mjs --data DIR --settings JSON [--features JSON] [--workers N] [--memory SIZE] [--dist DIR] [--keep DIR]
 *
 * DIR is a data set of datasets.mjs. `--settings` is one section or a list, as in `search.estimators`, each of one point:
 * `{"kind":"label-tree","grid":{"l2":[1e-5]}}`. Prints a JSON line a section: macro F1 and accuracy of validation and test rows,
 * seconds of the fit by the clock and of all threads, bytes of the model on disk, peak memory of the process so far, load.
 * `--keep` names a folder for the workspace, so that source to features are done once.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadDist } from './load-dist.mjs';
import { cpuSecondsSince, openFlow, secondsSince, withFlow } from './our-flow.mjs';
import { CACHE, DIST } from './paths.mjs';

const TRAIN = 0;
const VALIDATION = 1;
const TEST = 3;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    settings: { type: 'string' },
    features: { type: 'string', default: '{}' },
    workers: { type: 'string', default: String(availableParallelism()) },
    memory: { type: 'string', default: String(4 * 2 ** 30) },
    dist: { type: 'string', default: DIST },
    keep: { type: 'string' },
  },
});
if (values.data === undefined || values.settings === undefined) {
  process.stderr.write('kind-fit.mjs: --data names no folder, or --settings no section\n');
  process.exit(2);
}

const sections = [JSON.parse(values.settings)].flat();
const dataset = JSON.parse(readFileSync(join(values.data, 'dataset.json'), 'utf8'));
const features = { ...dataset.config.features, ...JSON.parse(values.features) };
const dist = await loadDist(values.dist);
const resources = { workers: Number(values.workers), memoryBytes: Number(values.memory) };
const config = { ...dataset.config, features, search: { estimators: sections.map(onePoint) } };
if (values.keep === undefined) await withFlow(dist, config, resources, fitAll);
else await openFlow(dist, values.keep, config, resources, fitAll);

/** What the schema would fill in with several values is named by the section itself. */
function onePoint({ kind, grid = {}, ...options }) {
  return { kind, ...options, grid };
}

async function fitAll(made) {
  for (const section of made.context.config.search.estimators) process.stdout.write(`${JSON.stringify(await fitOne(made, section))}\n`);
}

/** Workers keep an open model by its digest: each fit gets a name of its own. */
async function fitOne(made, section) {
  made.fitCount = (made.fitCount ?? 0) + 1;
  const { prepared, split, matrix, context, source } = made;
  const kind = dist.kindNamed(section.kind, 'benchmarks');
  const grid = kind.settings.complete(section);
  const point = Object.fromEntries(Object.entries(grid).map(([axis, tried]) => [axis, tried[0]]));
  const settings = kind.settings.at({ ...section, grid }, point, context.config.split.seed);
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
    kernelBytes: context.training.kernelBytes - training.matrix.byteCount,
    signal: context.signal,
    onPass: () => {},
    onDone: async (_index, outcome, model) => {
      const [seconds, cpuSeconds] = [secondsSince(started), cpuSecondsSince(cpuBefore)];
      const fit = { seconds, cpuSeconds, status: outcome.status, certificate: outcome.certificate, passes: outcome.passes };
      answer = { settings, rows: train.length, codes: known.codes.length, features: request.featureCount, ...fit, ...store(made, model) };
      answer = { ...answer, ...(await judge(made, answer.stored, known)), stored: undefined };
    },
  });
  await training.close();
  return { ...answer, peakRssMb: process.resourceUsage().maxRSS / 1024, load: loadavg()[0] };
}

/** Written and loaded again, as every model that scores has been. */
function store({ matrix }, model) {
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

async function judge(made, model, known) {
  const validation = await judgeRole(made, VALIDATION, model, known);
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  const test = await judgeRole(made, TEST, model, known);
  return { validation, test, predictSeconds: secondsSince(started), predictCpuSeconds: cpuSecondsSince(cpuBefore) };
}

async function judgeRole(made, role, model, known) {
  const { prepared, split, matrix, context } = made;
  const judged = dist.judgedRows(context.training.openMatrix(matrix), prepared, split, role, known);
  const { row, label } = judged.rows;
  const labels = label.map((index) => (index < model.codes.length ? index : -1));
  const wanted = { topCount: 1, temperatures: [1] };
  const { top } = await dist.scoreRows(context.training, { model, modelDigest: String(made.fitCount) }, matrix, row, labels, wanted);
  const { accuracy, macroF1 } = dist.summarise(dist.countCodes(label, Int32Array.from(top), null, judged.classCount));
  return { rows: row.length, accuracy, macroF1 };
}

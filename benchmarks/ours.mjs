/**
 * Our side of the comparison, in a process of its own, with the answer of a peer:
 *
 *   node benchmarks/ours.mjs --data DIR [--settings JSON] [--workers N] [--memory SIZE] [--dist DIR]
 *
 * DIR is a data set of datasets.mjs. `--settings` is one object or a list; keys of `features` in the first one replace the
 * data set's. Prints a JSON line a setting (fields: README.md). Features are computed once, so only the first line's
 * total is that of a program that does nothing else; `peakRssMb` is measured from outside.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadDist } from './load-dist.mjs';
import { computeObjective, FIT_DEFAULTS, fitOnce, judgeModel, saveModel } from './our-fit.mjs';
import { cpuSecondsSince, secondsSince, withFlow } from './our-flow.mjs';
import { DIST } from './paths.mjs';

const PIECE_BYTES = 1 << 22;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    settings: { type: 'string', default: '{}' },
    workers: { type: 'string', default: String(availableParallelism()) },
    memory: { type: 'string', default: String(4 * 2 ** 30) },
    dist: { type: 'string', default: DIST },
  },
});
if (values.data === undefined) {
  process.stderr.write('ours.mjs: --data names no folder\n');
  process.exit(2);
}

const settings = [JSON.parse(values.settings)].flat();
const dataset = JSON.parse(readFileSync(join(values.data, 'dataset.json'), 'utf8'));
const { features = {} } = settings[0] ?? {};
const config = { ...dataset.config, features: { ...dataset.config.features, ...features } };
const dist = await loadDist(values.dist);

await withFlow(dist, config, { workers: Number(values.workers), memoryBytes: Number(values.memory) }, async (made) => {
  if (dataset.splitDigest !== undefined && made.split.splitDigest !== dataset.splitDigest)
    throw new Error(`${values.data}: the split is ${made.split.splitDigest}, the peers were given ${dataset.splitDigest}`);
  const load = loadMatrix(made);
  for (const setting of settings) {
    const answer = await runSetting(made, { ...FIT_DEFAULTS, ...setting }, load);
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
});

/** Brings the matrix into memory: part of the features, since a peer's matrix is in memory too. */
function loadMatrix(made) {
  const started = performance.now();
  const cpuBefore = process.cpuUsage();
  made.context.training.openMatrix(made.matrix);
  return { seconds: secondsSince(started), cpuSeconds: cpuSecondsSince(cpuBefore) };
}

async function runSetting(made, setting, load) {
  const { seconds, cpuSeconds, startSeconds, split, matrix, prepared } = made;
  const fit = await fitOnce(dist, made, setting);
  const { saveSeconds, saveCpuSeconds, modelBytes } = await saveModel(dist, made, fit.model);
  const judged = await judgeModel(dist, made, fit.model, fit.known);
  const objective = setting.objective ? await computeObjective(dist, made, fit, setting.l2) : null;
  const readSeconds = seconds.source + seconds.prepare + seconds.split;
  const featureSeconds = seconds.features + load.seconds;
  const stagesCpuSeconds = Object.values(cpuSeconds).reduce((sum, one) => sum + one, 0);
  return {
    peer: 'millrace',
    setting,
    trainSeconds: fit.trainSeconds,
    totalSeconds: readSeconds + featureSeconds + fit.trainSeconds + saveSeconds,
    trainCpuSeconds: fit.trainCpuSeconds,
    totalCpuSeconds: stagesCpuSeconds + load.cpuSeconds + fit.trainCpuSeconds + saveCpuSeconds,
    totalFrom: 'parquet',
    startSeconds,
    readSeconds,
    featureSeconds,
    saveSeconds,
    ...judged,
    iterations: fit.fitted.passes.length,
    converged: fit.fitted.status === 'converged',
    objective,
    relativeGap: fit.fitted.certificate.relativeGap ?? null,
    modelBytes,
    solverSeconds: fit.solverSeconds,
    passes: fit.fitted.passes.map(({ pass, seconds: passSeconds, score, objective: value }) => ({
      pass,
      seconds: passSeconds,
      score,
      objective: value,
    })),
    weightsDigest: digestOf(fit.model.weights),
    workers: Number(values.workers),
    slices: fit.fitted.sliceCount,
    allocatedBytes: fit.fitted.allocatedBytes,
    trainRows: fit.train.length,
    rows: prepared.rowCount,
    codes: fit.model.codes.length,
    features: matrix.table.featureCount,
    entries: matrix.entryCount,
    splitDigest: split.splitDigest,
    stages: seconds,
    status: 'ok',
  };
}

/** In pieces: the hash takes no shared memory, and a whole copy would count as ours at the peak. */
function digestOf({ buffer, byteOffset, byteLength }) {
  const hash = createHash('sha256');
  for (let at = 0; at < byteLength; at += PIECE_BYTES) {
    hash.update(Uint8Array.from(new Uint8Array(buffer, byteOffset + at, Math.min(PIECE_BYTES, byteLength - at))));
  }
  return hash.digest('hex');
}

import { describeNumbers } from '../choose.mjs';
import { makeDataset } from '../datasets.mjs';
import { loadDist } from '../load-dist.mjs';
import { fitSettings } from '../our-fit.mjs';
import { secondsSince, withFlow } from '../our-flow.mjs';
import { formatRatio, formatScore, formatSeconds, markdownTable } from '../table.mjs';

const L2 = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];
const CLASS_WEIGHTS = ['none', { power: 0.5 }, 'balanced'];
const MEMORY_BYTES = 4 * 2 ** 30;

/**
 * The grid of 18 trials (6 penalties × 3 class weightings, one feature variant, stopped by validation as in the pipeline)
 * against one of the 18 fitted alone on all cores: the median of all 18, each fitted alone. Every trial must come out of
 * the grid with the validation macro F1 that it has alone.
 */
export async function grid({ rows, cores }, say) {
  const dist = await loadDist();
  const measured = [];
  for (const dataset of [await makeDataset('nsi'), await makeDataset('synth-grid', { rows: rows ?? 1e5 })]) {
    measured.push(await withFlow(dist, dataset.config, { workers: cores, memoryBytes: MEMORY_BYTES }, (made) => measure(dist, made, dataset.name)));
    say(`grid on ${dataset.name}: ${measured.at(-1).gridSeconds.toFixed(1)} s, median alone ${measured.at(-1).alone.median.toFixed(2)} s`);
  }
  const lines = measured.map(({ dataset, gridSeconds, alone, best }) => ({
    dataset,
    grid: formatSeconds(gridSeconds),
    alone: `${formatSeconds(alone.median)} (${formatSeconds(alone.min)}–${formatSeconds(alone.max)})`,
    ratio: formatRatio(gridSeconds, alone.median),
    best: formatScore(best),
  }));
  const columns = { 'data set': 'dataset', '18 trials, s': 'grid', 'one alone, s': 'alone', 'grid / median alone': 'ratio', 'best validation macro F1': 'best' };
  return { result: measured, markdown: `## Grid of 18 trials\n\nExhaustive; no trial is left out or cut short by another.\n\n${markdownTable(columns, lines)}` };
}

async function measure(dist, made, dataset) {
  const requests = requestsOf(dist, made);
  const together = await fitAll(dist, made, requests);
  const alone = [];
  for (const request of requests) alone.push(await fitAll(dist, made, [request]));
  const scores = together.scores;
  alone.forEach(({ scores: [score] }, index) => {
    if (score !== scores[index]) throw new Error(`grid on ${dataset}: trial ${index} has macro F1 ${scores[index]} in the grid and ${score} alone`);
  });
  return { dataset, gridSeconds: together.seconds, alone: describeNumbers(alone.map(({ seconds }) => seconds)), scores, best: Math.max(...scores) };
}

function requestsOf(dist, { prepared, split, matrix, context, keep = dist.cachedMatrix(matrix) }) {
  const train = dist.rowsWithRole(split.role, 0);
  const known = dist.codesOfRows(prepared, train);
  const validation = dist.judgedRows(keep, prepared, split, 1, known);
  return CLASS_WEIGHTS.flatMap((classWeight) =>
    L2.map((l2) => {
      const settings = { ...fitSettings({ mode: 'fast', l2, l1: 0, classWeight, passes: 12, tolerance: 1e-3 }, context.config.split.seed), patience: 2 };
      const rows = dist.trainingRows(keep, prepared, train, known.classOfCode, settings);
      return { settings, featureCount: matrix.table.featureCount, classCount: known.codes.length, rows, validation, metric: 'macroF1', certify: false };
    }),
  );
}

async function fitAll(dist, { context }, requests) {
  const scores = [];
  const started = performance.now();
  await dist.ESTIMATORS['logistic-regression'].fitAll(context.tasks, requests, {
    kernelBytes: context.kernelBytes,
    signal: context.signal,
    onPass: () => {},
    onDone: async (index, { validation }) => {
      scores[index] = validation.macroF1;
    },
  });
  return { seconds: secondsSince(started), scores };
}

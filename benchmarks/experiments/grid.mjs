import { describeNumbers } from '../choose.mjs';
import { makeDataset, makeMainDataset } from '../datasets.mjs';
import { loadDist } from '../load-dist.mjs';
import { fitSettings } from '../our-fit.mjs';
import { secondsSince, withFlow } from '../our-flow.mjs';
import { formatRatio, formatScore, formatSeconds, markdownTable } from '../table.mjs';

const L2 = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];
const CLASS_WEIGHTS = ['none', { power: 0.5 }, 'balanced'];
const MEMORY_BYTES = 4 * 2 ** 30;
/** As the pipeline has them when nothing is said. */
const MAX_PASSES = 12;
const PATIENCE = 2;

/**
 * The grid of 18 trials (6 penalties × 3 class weightings, one feature variant) by the search stage, exhaustive and with
 * successive halving, each in a fresh workspace, against one of the 18 fitted alone on all cores: the median of all 18.
 * Every trial must come out of the grid with the validation macro F1 that it has alone.
 */
export async function grid({ rows, cores }, say) {
  const dist = await loadDist();
  const measured = [];
  for (const dataset of [await makeMainDataset(rows), await makeDataset('synth-grid', { rows: rows ?? 1e5 })]) {
    const search = (halving, work) => withFlow(dist, configOf(dataset, halving), { workers: cores, memoryBytes: MEMORY_BYTES }, work);
    const halving = await search(true, (made) => runSearch(dist, made));
    say(`grid on ${dataset.name}: ${halving.seconds.toFixed(1)} s with halving`);
    const exhaustive = await search(false, async (made) => ({ ...(await runSearch(dist, made)), alone: await fitAlone(dist, made) }));
    exhaustive.alone.forEach(({ score }, index) => {
      if (score !== exhaustive.scores[index])
        throw new Error(`grid on ${dataset.name}: trial ${index} has macro F1 ${exhaustive.scores[index]} in the grid and ${score} alone`);
    });
    const alone = describeNumbers(exhaustive.alone.map(({ seconds }) => seconds));
    measured.push({ dataset: dataset.name, halving, exhaustive, alone });
    say(`grid on ${dataset.name}: ${exhaustive.seconds.toFixed(1)} s exhaustive, median alone ${alone.median.toFixed(2)} s`);
  }
  const lines = measured.map(({ dataset, halving, exhaustive, alone }) => ({
    dataset,
    alone: `${formatSeconds(alone.median)} (${formatSeconds(alone.min)}–${formatSeconds(alone.max)})`,
    exhaustive: formatSeconds(exhaustive.seconds),
    ratio: formatRatio(exhaustive.seconds, alone.median),
    halving: formatSeconds(halving.seconds),
    halvingRatio: formatRatio(halving.seconds, alone.median),
    best: formatScore(exhaustive.best),
    // What the trial that halving chose reaches when it is fitted in full.
    lost: (exhaustive.best - exhaustive.scores[halving.chosen]).toFixed(4),
  }));
  const columns = {
    'data set': 'dataset',
    'one alone, s': 'alone',
    'exhaustive, s': 'exhaustive',
    '/ alone': 'ratio',
    'halving, s': 'halving',
    '/ alone ': 'halvingRatio',
    'best validation macro F1': 'best',
    "halving's choice is lower by": 'lost',
  };
  const facts = 'Seconds of the search stage, which stores every trial; features are there before.';
  return { result: measured, markdown: `## Grid of 18 trials\n\n${facts}\n\n${markdownTable(columns, lines)}` };
}

function configOf({ config }, halving) {
  return { ...config, search: { halving, grid: { l2: L2, classWeight: CLASS_WEIGHTS } } };
}

async function runSearch(dist, made) {
  const started = performance.now();
  const { trials, chosen } = await dist.searchStage.run(made, made.context);
  const scores = trials.map(({ validation }) => validation.macroF1);
  return {
    seconds: secondsSince(started),
    chosen,
    label: trials[chosen].label,
    scores,
    best: Math.max(...scores),
    settings: trials.map(({ settings }) => settings),
  };
}

/** Each point of the grid by itself, all workers on one fit, stopped by validation as in the search. */
async function fitAlone(dist, { prepared, split, matrix, context }) {
  const train = dist.rowsWithRole(split.role, 0);
  const known = dist.codesOfRows(prepared, train);
  const training = await dist.openTrainingSet(context, matrix, prepared, train, known.classOfCode, context.config.split.seed);
  const validation = dist.judgedRows(dist.openMatrix(matrix, context.kernelBytes), prepared, split, 1, known);
  const shared = { featureCount: matrix.table.featureCount, classCount: known.codes.length, validation, metric: 'macroF1', certify: false };
  const alone = [];
  // In the order of the grid: the penalties innermost.
  for (const classWeight of CLASS_WEIGHTS) {
    for (const l2 of L2) {
      const settings = {
        ...fitSettings({ mode: 'fast', l2, l1: 0, classWeight, passes: MAX_PASSES, tolerance: 1e-3 }, context.config.split.seed),
        patience: PATIENCE,
      };
      const started = performance.now();
      let score;
      await dist.ESTIMATORS['logistic-regression'].fitAll(context.tasks, [{ ...shared, settings, rows: training.rows(classWeight) }], {
        kernelBytes: context.kernelBytes - training.byteCount,
        signal: context.signal,
        onPass: () => {},
        onDone: async (_index, result) => {
          score = result.validation.macroF1;
        },
      });
      alone.push({ seconds: secondsSince(started), score });
    }
  }
  return alone;
}

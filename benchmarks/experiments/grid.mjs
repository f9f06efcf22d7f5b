import { setTimeout } from 'node:timers/promises';
import { describeNumbers } from '../choose.mjs';
import { makeDataset, makeMainDataset } from '../datasets.mjs';
import { loadDist } from '../load-dist.mjs';
import { secondsSince, withContext, withFlow, withWorkspace } from '../our-flow.mjs';
import { formatRatio, formatScore, formatSeconds, markdownTable } from '../table.mjs';

const L2 = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];
const CLASS_WEIGHTS = ['none', { power: 0.5 }, 'balanced'];
const MEMORY_BYTES = 4 * 2 ** 30;
/** Until workers have started, as they have behind a features stage. */
const START_MS = 2000;

/**
 * The grid of 18 trials (6 penalties × 3 class weightings, one feature variant) by the search stage, exhaustive and with
 * successive halving, against one of the 18 alone: the median of 18 searches over one point each, on all cores too. Every
 * search has a store and workers of its own, so that each pays for its first steps; a round is one search with halving and all
 * 18 alone. Every trial must come out of the grid with the validation macro F1 that it has alone.
 */
export async function grid({ rows, cores, repeat }, say) {
  const dist = await loadDist();
  const measured = [];
  for (const dataset of [await makeMainDataset(rows), await makeDataset('synth-grid', { rows: rows ?? 1e5 })]) {
    const services = { workers: cores, memoryBytes: MEMORY_BYTES };
    measured.push(await withFlow(dist, dataset.config, services, (made) => measureGrid(dist, made, { dataset, services, repeat }, say)));
  }
  const lines = measured.map(({ dataset, halving, exhaustive, alone }) => ({
    dataset,
    alone: withRange(alone),
    exhaustive: formatSeconds(exhaustive.seconds),
    ratio: formatRatio(exhaustive.seconds, alone.median),
    halving: withRange(halving.times),
    halvingRatio: formatRatio(halving.times.median, alone.median),
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
  const facts =
    'Seconds of the search stage, which stores every trial, with new workers and an empty store; features are there before. In brackets the range: of the 18 alone in every round, and of the rounds.';
  return { result: measured, markdown: `## Grid of 18 trials\n\n${facts}\n\n${markdownTable(columns, lines)}` };
}

async function measureGrid(dist, made, { dataset, services, repeat }, say) {
  const search = (options) => searchAnew(dist, made, { ...dataset.config, search: options }, services);
  const runs = [];
  const singles = [];
  // In turn, so that a machine that slows down for minutes slows both.
  for (let i = 0; i < repeat; i++) {
    runs.push(await search({ halving: true, grid: { l2: L2, classWeight: CLASS_WEIGHTS } }));
    // In the order of the grid: the penalties innermost.
    for (const classWeight of CLASS_WEIGHTS) for (const l2 of L2) singles.push(await search({ grid: { l2: [l2], classWeight: [classWeight] } }));
    say(`grid on ${dataset.name}: ${runs[i].seconds.toFixed(2)} s with halving, round ${i + 1} of ${repeat}`);
  }
  const halving = { ...runs[0], times: describeNumbers(runs.map(({ seconds }) => seconds)) };
  const alone = describeNumbers(singles.map(({ seconds }) => seconds));
  const exhaustive = await search({ grid: { l2: L2, classWeight: CLASS_WEIGHTS } });
  say(`grid on ${dataset.name}: ${exhaustive.seconds.toFixed(1)} s exhaustive, median alone ${alone.median.toFixed(2)} s`);
  singles.forEach(({ best }, index) => {
    const trial = index % exhaustive.scores.length;
    if (best !== exhaustive.scores[trial])
      throw new Error(`grid on ${dataset.name}: trial ${trial} has macro F1 ${exhaustive.scores[trial]} in the grid and ${best} alone`);
  });
  return { dataset: dataset.name, halving, exhaustive, alone, singles: singles.map(({ seconds, best }) => ({ seconds, score: best })) };
}

/** One search over features that are there, in a workspace and with workers of its own. */
async function searchAnew(dist, made, config, services) {
  return withWorkspace((workspace) => withContext(dist, workspace, config, services, (context) => runSearch(dist, made, context)));
}

async function runSearch(dist, made, context) {
  await setTimeout(START_MS);
  const started = performance.now();
  const { trials, chosen } = await dist.searchStage.run(made, context);
  const scores = trials.map(({ validation }) => validation.macroF1);
  return { seconds: secondsSince(started), chosen, label: trials[chosen].label, scores, best: Math.max(...scores) };
}

function withRange({ median, min, max }) {
  return `${formatSeconds(median)} (${formatSeconds(min)}–${formatSeconds(max)})`;
}

import { FROM_TSV, makeDataset } from '../datasets.mjs';
import { loadDist } from '../load-dist.mjs';
import { cpuSecondsSince, withContext, withFlow, withWorkspace } from '../our-flow.mjs';
import { formatScore, formatSeconds, markdownTable } from '../table.mjs';

const NONE_TO_BALANCED = ['none', { power: 0.5 }, 'balanced'];
/** Grids of 18, 24 and 36 points: fits that start quickly, those that start slowly beside them, and averages. */
const GRIDS = {
  'full, 18': { l2: [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8], classWeight: NONE_TO_BALANCED },
  'full and 64, 24': { rank: ['full', 64], l2: [1e-4, 1e-5, 1e-6, 1e-7], classWeight: NONE_TO_BALANCED },
  'with averages, 36': { rank: ['full', 64], average: [1, 3], l2: [1e-4, 1e-5, 1e-6], classWeight: NONE_TO_BALANCED },
};
const MEMORY_BYTES = 4 * 2 ** 30;

/**
 * What halving chooses beside the exhaustive grid, and its share of the processor seconds: on business names and NAICS, and on the
 * sets that the caller names files of. Every search has a store and workers of its own. Both must fit the same trials to the same figures.
 */
export async function halving({ rows, cores, files = {}, datasets }, say) {
  const dist = await loadDist();
  const services = { workers: cores, memoryBytes: MEMORY_BYTES };
  const names = rows === undefined ? (datasets ?? ['naics', ...FROM_TSV.filter((name) => files[name] !== undefined), 'nsi']) : ['synth-trial'];
  const measured = [];
  for (const name of names) {
    const dataset = await makeDataset(name, { rows, files });
    const found = await withFlow(dist, dataset.config, services, async (made) => {
      const results = [];
      for (const [label, grid] of Object.entries(GRIDS)) {
        results.push({ dataset: dataset.name, grid: label, ...(await compare(dist, made, { dataset, services, grid })) });
        const { lost, share } = results.at(-1);
        say(`halving on ${dataset.name}, ${label}: lost ${lost.toFixed(4)} for ${(100 * share).toFixed(0)} % of the CPU seconds`);
      }
      return results;
    });
    measured.push(...found);
  }
  const lines = measured.map(({ dataset, grid, all, halved, lost, share, fullCount }) => ({
    dataset,
    grid,
    best: formatScore(all.best),
    lost: lost.toFixed(4),
    all: formatSeconds(all.cpuSeconds),
    halved: formatSeconds(halved.cpuSeconds),
    share: share.toFixed(2),
    full: fullCount,
  }));
  const columns = {
    'data set': 'dataset',
    grid: 'grid',
    'best validation macro F1': 'best',
    "halving's choice is lower by": 'lost',
    'exhaustive, CPU s': 'all',
    'halving, CPU s': 'halved',
    share: 'share',
    'fits in full': 'full',
  };
  return { result: measured, markdown: `## Halving beside the exhaustive grid\n\n${markdownTable(columns, lines)}` };
}

async function compare(dist, made, { dataset, services, grid }) {
  const search = (options) => searchAnew(dist, made, { ...dataset.config, search: { grid, ...options } }, services);
  const all = await search({});
  const halved = await search({ halving: true });
  const full = halved.trials.filter(({ droppedAt }) => droppedAt === null);
  for (const { trial, score } of full)
    if (score !== all.trials[trial].score)
      throw new Error(`halving on ${dataset.name}: trial ${trial} has macro F1 ${score} with it and ${all.trials[trial].score} without`);
  const best = Math.max(...all.trials.map(({ score }) => score));
  return {
    all: { ...all, best },
    halved,
    lost: best - all.trials[halved.chosen].score,
    share: halved.cpuSeconds / all.cpuSeconds,
    fullCount: full.length,
  };
}

/** One search over features that are there, in a workspace and with workers of its own. */
async function searchAnew(dist, made, config, services) {
  return withWorkspace((workspace) =>
    withContext(dist, workspace, config, services, async (context) => {
      const before = process.cpuUsage();
      const { trials, chosen } = await dist.searchStage.run(made, context);
      const told = trials.map(({ trial, label, validation, halving: steps }) => ({
        trial,
        label,
        score: validation.macroF1,
        droppedAt: steps?.droppedAt ?? null,
      }));
      return { cpuSeconds: cpuSecondsSince(before), chosen, trials: told };
    }),
  );
}

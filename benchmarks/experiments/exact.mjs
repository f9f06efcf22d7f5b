import { describeNumbers } from '../choose.mjs';
import { makeMainDataset } from '../datasets.mjs';
import { loadDist } from '../load-dist.mjs';
import { fitOnce } from '../our-fit.mjs';
import { withFlow } from '../our-flow.mjs';
import { formatRepeats, formatSetting, markdownTable } from '../table.mjs';

const MEMORY_BYTES = 4 * 2 ** 30;
const TOLERANCE = 1e-3;
/** The grid of pipelines/business-activity.yaml. */
const SHIPPED_GRID = { l2: [1e-5, 1e-6, 1e-7], classWeight: ['none', { power: 0.25 }, { power: 0.5 }] };

/** `exact` on data/nsi with the settings that win the shipped grid: seconds, certificate in them, and the relative gap reached. */
export async function exact({ rows, cores, repeat }, say) {
  const dist = await loadDist();
  const dataset = await makeMainDataset(rows);
  const config = { ...dataset.config, search: { grid: SHIPPED_GRID } };
  return withFlow(dist, config, { workers: cores, memoryBytes: MEMORY_BYTES }, async (made) => {
    const trials = await dist.searchStage.run(made, made.context);
    const { l2, classWeight } = trials.trials[trials.chosen].settings;
    say(`exact: the grid's winner is ${formatSetting({ l2, classWeight })}`);
    const fits = [];
    for (let i = 0; i < repeat; i++)
      fits.push(await fitOnce(dist, made, { mode: 'exact', l2, l1: 0, classWeight, passes: 100, tolerance: TOLERANCE }));
    const { status, certificate, passes, allocatedBytes } = fits[0].fitted;
    const train = describeNumbers(fits.map(({ trainSeconds }) => trainSeconds));
    const result = { setting: { l2, classWeight }, tolerance: TOLERANCE, train, status, certificate, steps: passes.length, allocatedBytes };
    const row = {
      setting: formatSetting({ l2, classWeight }),
      train: formatRepeats(train),
      status,
      gap: certificate.relativeGap.toExponential(2),
      objective: certificate.objective.toFixed(6),
      steps: passes.length,
      memory: Math.round(allocatedBytes / 1e6),
    };
    const columns = {
      setting: 'setting',
      seconds: 'train',
      status: 'status',
      'relative gap': 'gap',
      objective: 'objective',
      'Newton steps': 'steps',
      'kernel MB': 'memory',
    };
    return { result, markdown: `## Exact fit\n\nTrain rows of ${dataset.name}, tolerance ${TOLERANCE}.\n\n${markdownTable(columns, [row])}` };
  });
}

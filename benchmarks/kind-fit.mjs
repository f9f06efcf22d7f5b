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
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fitKind, onePoint } from './fit-kind.mjs';
import { loadDist } from './load-dist.mjs';
import { openFlow, withFlow } from './our-flow.mjs';
import { DIST } from './paths.mjs';

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

async function fitAll(made) {
  for (const section of made.context.config.search.estimators) {
    const { validation, test, ...answer } = await fitKind(dist, made, section);
    const costs = { peakRssMb: process.resourceUsage().maxRSS / 1024, load: loadavg()[0] };
    process.stdout.write(`${JSON.stringify({ ...answer, validation: figuresOf(validation), test: figuresOf(test), ...costs })}\n`);
  }
}

function figuresOf({ rows, accuracy, macroF1 }) {
  return { rows, accuracy, macroF1 };
}

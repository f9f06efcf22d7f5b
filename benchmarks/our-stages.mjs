/**
 * What stands before a fit, in a process of its own, so that the start of threads and the first compilation count:
 *
 *   node benchmarks/our-stages.mjs --data DIR [--workers N] [--dist DIR]
 *
 * DIR is a data set of datasets.mjs. Prints one JSON line: rows, digests of what was made, seconds and CPU seconds (all
 * threads) a stage. `start` is what the process took before the first stage, imports included.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadDist } from './load-dist.mjs';
import { withFlow } from './our-flow.mjs';
import { DIST } from './paths.mjs';

const MEMORY_BYTES = 4 * 2 ** 30;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    dist: { type: 'string', default: DIST },
  },
});
if (values.data === undefined) {
  process.stderr.write('our-stages.mjs: --data names no folder\n');
  process.exit(2);
}

const { config } = JSON.parse(readFileSync(join(values.data, 'dataset.json'), 'utf8'));
const dist = await loadDist(values.dist);
const resources = { workers: Number(values.workers), memoryBytes: MEMORY_BYTES };

await withFlow(dist, config, resources, async ({ prepared, split, matrix, seconds, cpuSeconds }) => {
  const { user, system } = process.cpuUsage();
  const staged = Object.values(cpuSeconds).reduce((sum, each) => sum + each, 0);
  const start = (user + system) / 1e6 - staged;
  const digests = { splitDigest: split.splitDigest, matrixKey: matrix.key };
  process.stdout.write(`${JSON.stringify({ rows: prepared.rowCount, ...digests, seconds, cpuSeconds: { start, ...cpuSeconds } })}\n`);
});

import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadDist } from '../load-dist.mjs';
import { jsonLines, runMeasured } from '../measure.mjs';
import { openFlow } from '../our-flow.mjs';
import { CACHE, DIST } from '../paths.mjs';
import { formatSeconds, markdownTable } from '../table.mjs';

const PARTITIONS = 31;
const ROWS = 310_000;
const MEMORY_BYTES = 4 * 2 ** 30;
const STAGES = ['source', 'prepare', 'split', 'features'];
/** What the bound of a new partition is about: the source stage reads every byte either way, and the split is made anew. */
const COUNTED = ['prepare', 'features'];

/**
 * Nightly work: seconds of preparing, splitting and featurising 31 partitions in a fresh workspace, and of the 31st in a
 * workspace that knows 30. CPU seconds are those of the whole process, workers included: other work on the machine does not
 * count, though it takes caches away; seconds by the clock stand beside them.
 */
export async function newPartition({ rows = ROWS, cores }, say) {
  const dist = await loadDist();
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'new-partition-'));
  try {
    const partitions = await makePartitions(folder, rows);
    const measure = (workspace, count) => measureStages(dist, join(folder, workspace), partitions.slice(0, count), folder, cores);
    const all = await measure('fresh', PARTITIONS);
    await measure('nightly', PARTITIONS - 1);
    const added = await measure('nightly', PARTITIONS);
    if (added.splitDigest !== all.splitDigest || added.matrixKey !== all.matrixKey)
      throw new Error('the 31st partition beside 30 gave another split or matrix than all 31 at once');
    const share = sumOf(added.cpuSeconds) / sumOf(all.cpuSeconds);
    say(`31st partition: ${sumOf(added.cpuSeconds).toFixed(2)} of ${sumOf(all.cpuSeconds).toFixed(2)} CPU s (${(100 * share).toFixed(1)} %)`);
    const wallShare = sumOf(added.seconds) / sumOf(all.seconds);
    const line = (stage, of) => ({
      stage,
      all: formatSeconds(of(all.cpuSeconds)),
      added: formatSeconds(of(added.cpuSeconds)),
      share: percent(of(added.cpuSeconds), of(all.cpuSeconds)),
      wallAll: formatSeconds(of(all.seconds)),
      wallAdded: formatSeconds(of(added.seconds)),
      wallShare: percent(of(added.seconds), of(all.seconds)),
    });
    const lines = [...STAGES.map((stage) => line(stage, (seconds) => seconds[stage])), line(COUNTED.join(' + '), sumOf)];
    const columns = {
      stage: 'stage',
      'all 31, CPU s': 'all',
      'the 31st, CPU s': 'added',
      share: 'share',
      'all 31, s': 'wallAll',
      'the 31st, s': 'wallAdded',
      'share of s': 'wallShare',
    };
    const facts = `${rows} rows in ${PARTITIONS} partitions of about equal size.`;
    return {
      result: { rows, all, added, share, wallShare },
      markdown: `## A new partition beside 30\n\n${facts}\n\n${markdownTable(columns, lines)}`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makePartitions(folder, rows) {
  const out = join(folder, 'data');
  const args = ['synth', 'coicop', '--rows', String(rows), '--seed', '1', '--partitions', String(PARTITIONS), '--out', out, '--quiet', '--json'];
  const made = await runMeasured(process.execPath, [join(DIST, 'cli/main.js'), ...args, '--workspace', join(folder, 'synth')]);
  if (made.exitCode !== 0) throw new Error(`millrace synth ended with ${made.exitCode}: ${made.stdout}`);
  jsonLines(made.stdout);
  const names = readdirSync(join(out, 'partitions')).sort();
  if (names.length !== PARTITIONS) throw new Error(`${names.length} partitions of ${rows} rows, wanted ${PARTITIONS}: --rows is too small`);
  return names.map((name) => join(out, 'partitions', name));
}

/** Opens the workspace anew, as each night does, and runs the stages up to the features. */
async function measureStages(dist, workspace, partitions, folder, workers) {
  const config = { name: 'nightly', data: { partitions, codebook: join(folder, 'data/codebook.csv') } };
  return openFlow(dist, workspace, config, { workers, memoryBytes: MEMORY_BYTES }, async ({ split, matrix, seconds, cpuSeconds }) => ({
    splitDigest: split.splitDigest,
    matrixKey: matrix.key,
    seconds,
    cpuSeconds,
  }));
}

function sumOf(seconds) {
  return COUNTED.reduce((sum, stage) => sum + seconds[stage], 0);
}

function percent(part, whole) {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

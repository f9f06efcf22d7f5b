import { join } from 'node:path';
import { describeNumbers } from '../choose.mjs';
import { makeDataset } from '../datasets.mjs';
import { jsonLines, runMeasured } from '../measure.mjs';
import { BENCHMARKS } from '../paths.mjs';
import { formatRepeats, markdownTable } from '../table.mjs';

const STAGES = ['start', 'source', 'prepare', 'split', 'features'];
/** What the bound is about: the source stage digests the bytes of the files, and a process starts once whatever it does. */
const COUNTED = ['prepare', 'split', 'features'];

/** CPU microseconds a row, of all threads, of each stage before the fit; every measurement in a new process and an empty workspace. */
export async function beforeFit(options, say) {
  return measureSets(['synth-25k', 'synth-180k', 'nsi'], options, say);
}

/** The same for a million rows. */
export async function beforeFit1m(options, say) {
  return measureSets(['synth-1m'], options, say);
}

async function measureSets(names, { rows, repeat }, say) {
  const sets = [];
  for (const name of names) {
    const { folder } = await makeDataset(name, name === 'nsi' ? {} : { rows });
    sets.push(await measureSet(name, folder, repeat));
    say(`${name}: ${sets.at(-1).counted.median.toFixed(1)} CPU µs a row`);
  }
  const line = ({ name, rows: count, stages, counted, peakRssMb }) => ({
    name,
    count,
    ...Object.fromEntries(STAGES.map((stage) => [stage, formatRepeats(stages[stage])])),
    counted: formatRepeats(counted),
    peak: Math.round(peakRssMb.median),
  });
  const stageColumns = Object.fromEntries(STAGES.map((stage) => [stage, stage]));
  const columns = { data: 'name', rows: 'count', ...stageColumns, [COUNTED.join(' + ')]: 'counted', 'peak MB': 'peak' };
  return { result: { sets }, markdown: `## Before the fit\n\nCPU µs a row, all threads.\n\n${markdownTable(columns, sets.map(line))}` };
}

async function measureSet(name, folder, repeat) {
  const runs = [];
  for (let i = 0; i < repeat; i++) {
    const { exitCode, stdout, peakRssMb } = await runMeasured(process.execPath, [join(BENCHMARKS, 'our-stages.mjs'), '--data', folder]);
    if (exitCode !== 0) throw new Error(`${name}: our-stages.mjs ended with ${exitCode}`);
    runs.push({ ...jsonLines(stdout).at(-1), peakRssMb });
  }
  const [{ rows }] = runs;
  for (const digest of ['splitDigest', 'matrixKey'])
    if (new Set(runs.map((run) => run[digest])).size > 1) throw new Error(`${name}: ${digest} differs between runs of the same data`);
  const perRow = (stages) => describeNumbers(runs.map(({ cpuSeconds }) => (1e6 * stages.reduce((sum, stage) => sum + cpuSeconds[stage], 0)) / rows));
  return {
    name,
    rows,
    stages: Object.fromEntries(STAGES.map((stage) => [stage, perRow([stage])])),
    counted: perRow(COUNTED),
    peakRssMb: describeNumbers(runs.map((run) => run.peakRssMb)),
    runs,
  };
}

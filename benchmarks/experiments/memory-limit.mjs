import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openControlGroup } from '../control-group.mjs';
import { makeDataset } from '../datasets.mjs';
import { jsonLines, runMeasured } from '../measure.mjs';
import { CACHE, DIST } from '../paths.mjs';
import { formatScore, formatSeconds, markdownTable } from '../table.mjs';

/** What the run is told, and what the kernel kills it beyond: bytes of the whole process tree, its file cache included. */
const MEMORY = '4GB';
const LIMIT_BYTES = 4e9;
const ROWS = [1e6, 1e7];
/** One trial of two passes, then the final fit with its certificate. */
const SEARCH = { maxPasses: 2, patience: 2, grid: { l2: [1e-7], classWeight: ['none'] } };

/**
 * The whole flow, from partitions to a registered model, with `--memory 4GB` in a control group that may hold 4 GB: seconds a
 * row of a million rows and of ten million. Needs the right to make a control group (root).
 */
export async function memoryLimit({ rows }, say) {
  const runs = [];
  for (const count of rows === undefined ? ROWS : [rows, 2 * rows]) {
    const { config, name } = await makeDataset('synth-growth', { rows: count });
    runs.push({ rows: count, ...(await runLimited(name, config)) });
    say(`${name}: ${runs.at(-1).seconds.toFixed(1)} s`);
  }
  const perRow = ({ seconds, rows: count }) => (seconds / count) * 1e6;
  const [small, large] = runs;
  const table = markdownTable(
    { rows: 'rows', seconds: 'seconds', 'µs a row': 'perRow', 'peak MB of the tree': 'peak', 'peak MB of the group': 'group', 'macro F1': 'macroF1' },
    runs.map((run) => ({
      rows: run.rows,
      seconds: formatSeconds(run.seconds),
      perRow: formatSeconds(perRow(run)),
      peak: Math.round(run.peakRssMb),
      group: Math.round(run.groupPeakMb),
      macroF1: formatScore(run.macroF1),
    })),
  );
  const stages = markdownTable(
    { stage: 'stage', ...Object.fromEntries(runs.map(({ rows: count }) => [`${count} rows, s`, String(count)])) },
    large.stages.map(({ stage }) => ({
      stage,
      ...Object.fromEntries(runs.map((run) => [String(run.rows), formatSeconds(run.stages.find((one) => one.stage === stage)?.seconds ?? 0)])),
    })),
  );
  const ratio = perRow(large) / perRow(small);
  return {
    result: { runs, ratio },
    markdown: `## Under a memory limit\n\n\`run --memory ${MEMORY}\` where the kernel allows ${LIMIT_BYTES / 1e6} MB. A row of the larger run takes ${ratio.toFixed(2)} times that of the smaller.\n\n${table}\n\n${stages}`,
  };
}

async function runLimited(name, config) {
  mkdirSync(CACHE, { recursive: true });
  const workspace = mkdtempSync(join(CACHE, 'limited-'));
  const group = openControlGroup(LIMIT_BYTES);
  if (group === undefined) throw new Error('memory-limit: no control group can be made here (needs root and a memory controller)');
  try {
    const pipeline = join(workspace, 'pipeline.yaml');
    writeFileSync(pipeline, JSON.stringify({ ...config, search: SEARCH }));
    const program = [process.execPath, join(DIST, 'cli/main.js'), 'run', pipeline, '--workspace', workspace, '--memory', MEMORY, '--json', '--quiet'];
    const { exitCode, stdout, seconds, peakRssMb } = await runMeasured('sh', ['-c', `echo $$ > ${group.procs} && exec "$@"`, 'sh', ...program]);
    if (exitCode !== 0) throw new Error(`${name} under ${LIMIT_BYTES} bytes ended with ${exitCode}: ${stdout}`);
    const answer = jsonLines(stdout).at(-1);
    const manifest = JSON.parse(readFileSync(join(workspace, 'runs', answer.run, 'run.json'), 'utf8'));
    const stages = manifest.stages.map(({ stage, seconds: took }) => ({ stage, seconds: took }));
    return {
      seconds,
      peakRssMb,
      groupPeakMb: group.peakBytes() / 1e6,
      stages,
      macroF1: answer.metrics.test.macroF1,
      modelDigest: answer.modelDigest,
    };
  } finally {
    group.close();
    rmSync(workspace, { recursive: true, force: true });
  }
}

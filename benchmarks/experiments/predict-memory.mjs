import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openControlGroup } from '../control-group.mjs';
import { makeDataset } from '../datasets.mjs';
import { loadDist } from '../load-dist.mjs';
import { jsonLines, runMeasured } from '../measure.mjs';
import { CACHE, DIST } from '../paths.mjs';
import { formatSeconds, markdownTable } from '../table.mjs';

/** Rows that train the model, one trial: what is measured is how rows are coded. */
const TRAINING_ROWS = 20_000;
const SEARCH = { grid: { l2: [1e-5], classWeight: ['none'] } };
const SHORT_ROWS = 2_000_000;
const LONG_ROWS = 20_000;
const LONG_CHARS = 12_000;

/**
 * Peak memory of `predict` on one file each of many short rows and of long ones, in a control group that may hold what `--memory`
 * says, or else by polling /proc. `--rows` replaces the two million, for trial runs.
 */
export async function predictMemory({ rows = SHORT_ROWS }, say) {
  const data = await makeFiles(rows, say);
  const jobs = [
    { what: `${rows / 10} short rows`, file: data.tenth, memory: '600MB', limitBytes: 600e6 },
    { what: `${(rows * 35) / 100} short rows`, file: data.third, memory: '600MB', limitBytes: 600e6 },
    { what: `${rows} short rows`, file: data.short, memory: '600MB', limitBytes: 600e6 },
    { what: `${data.longRows} rows of ${LONG_CHARS} characters`, file: data.long, memory: '1GB', limitBytes: 1e9 },
  ];
  const runs = [];
  for (const job of jobs) {
    runs.push({ ...job, ...(await predictLimited(data, job)) });
    say(`${job.what}: ${runs.at(-1).seconds.toFixed(1)} s, ${Math.round(runs.at(-1).peakRssMb)} MB`);
  }
  const columns = {
    rows: 'what',
    '--memory': 'memory',
    'peak MB of the tree': 'tree',
    'peak MB of the group': 'group',
    seconds: 'seconds',
    'CPU seconds': 'cpuSeconds',
  };
  const table = markdownTable(
    columns,
    runs.map((run) => ({
      ...run,
      tree: Math.round(run.peakRssMb),
      group: run.groupPeakMb === null ? 'no group' : Math.round(run.groupPeakMb),
      seconds: formatSeconds(run.seconds),
      cpuSeconds: formatSeconds(run.cpuSeconds),
    })),
  );
  return {
    result: { runs: runs.map(({ file: _, ...run }) => run) },
    markdown: `## Memory of predict\n\n\`predict --memory …\` of one file each.\n\n${table}`,
  };
}

/** A model, and files of short and of long rows. Made once. */
async function makeFiles(rows, say) {
  const training = await makeDataset('synth-20k', { rows: TRAINING_ROWS });
  const source = await makeDataset('synth-growth', { rows });
  const folder = join(CACHE, 'data', `predict-memory-${rows}`);
  const longRows = Math.min(LONG_ROWS, Math.ceil(rows / 100));
  const paths = { folder, workspace: join(folder, 'workspace') };
  const names = { short: 'short.parquet', tenth: 'tenth.parquet', third: 'third.parquet', long: 'long.parquet' };
  const files = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, join(folder, name)]));
  if (!existsSync(join(folder, 'made'))) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    say('making rows and model');
    const { DuckDbEngine } = await loadDist();
    const tables = await DuckDbEngine.open({ threads: 2, memoryBytes: 2e9, temporaryFolder: join(folder, 'tables') });
    const partitions = join(source.folder, 'partitions');
    const parts = readdirSync(partitions).map((name) => join(partitions, name));
    for (const [key, share] of [
      ['short', 1],
      ['third', 0.35],
      ['tenth', 0.1],
    ])
      await tables.writeBatches(files[key], COLUMNS, shortRows(tables, parts, Math.round(rows * share)));
    await tables.writeBatches(files.long, COLUMNS, longTexts(tables, parts, longRows));
    await tables.close();
    rmSync(join(folder, 'tables'), { recursive: true, force: true });
    const pipeline = join(folder, 'pipeline.yaml');
    writeFileSync(pipeline, JSON.stringify({ ...training.config, name: 'model', search: SEARCH }));
    await millrace(['run', pipeline, '--workspace', paths.workspace]);
    writeFileSync(join(folder, 'made'), '');
  }
  return { ...paths, ...files, longRows };
}

const COLUMNS = [
  { name: 'id', type: 'text' },
  { name: 'text', type: 'text' },
];

const READ = COLUMNS.map(({ name }) => ({ name, as: 'text' }));

async function* shortRows(tables, parts, count) {
  let left = count;
  for (const part of parts) {
    if (left === 0) return;
    const { rowCount } = await tables.describe(part);
    const own = Math.min(left, rowCount);
    for await (const { rowCount: chunkRows, columns } of tables.scan(part, READ, 0, own)) yield { rowCount: chunkRows, cells: columns };
    left -= own;
  }
}

/** Texts of short rows one after the other until they are long; from the first again when there are no more. */
async function* longTexts(tables, parts, count) {
  let made = 0;
  let text = '';
  while (made < count) {
    for await (const { cells } of shortRows(tables, parts, Number.MAX_SAFE_INTEGER)) {
      for (const own of cells[1]) {
        text += `${own} `;
        if (text.length < LONG_CHARS) continue;
        yield { rowCount: 1, cells: [[`long-${made}`], [text.slice(0, LONG_CHARS)]] };
        text = '';
        if (++made === count) return;
      }
    }
  }
}

async function predictLimited({ folder, workspace }, { file, memory, limitBytes }) {
  const out = join(folder, 'coded');
  rmSync(out, { recursive: true, force: true });
  const group = openControlGroup(limitBytes);
  try {
    const args = ['predict', 'model@champion', '--in', file, '--out', out, '--memory', memory, '--max-unseen-share', '1', '--workspace', workspace];
    const { stdout, seconds, peakRssMb } = await millrace(args, group?.procs ?? '/dev/null');
    const answer = jsonLines(stdout).at(-1);
    return {
      seconds,
      peakRssMb: Math.max(peakRssMb, answer.peakRssMb),
      groupPeakMb: group === undefined ? null : group.peakBytes() / 1e6,
      cpuSeconds: cpuSeconds(stdout),
    };
  } finally {
    group?.close();
    rmSync(out, { recursive: true, force: true });
  }
}

/** Runs the command line in a shell that may join a control group first, and says at last how much CPU its children took. */
async function millrace(args, procs = '/dev/null') {
  const script = 'echo $$ > "$0"; "$@"; code=$?; times; exit $code';
  const ended = await runMeasured('sh', ['-c', script, procs, process.execPath, join(DIST, 'cli/main.js'), ...args, '--json', '--quiet']);
  if (ended.exitCode !== 0) throw new Error(`millrace ${args[0]} ended with ${ended.exitCode}: ${ended.stdout}`);
  return ended;
}

/** The last line of `times`: user and system time of children, as in `1m2.34s 0m0.50s`. */
function cpuSeconds(stdout) {
  const times = [
    ...stdout
      .trimEnd()
      .split('\n')
      .at(-1)
      .matchAll(/(\d+)m([\d.]+)s/g),
  ];
  return times.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}

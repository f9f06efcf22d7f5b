// What tracking adds to the wall time of a run of 200 trials: the same run without a tracker, then with one, in workspaces of their own,
// in turn, three times each or REPEATS times (an odd number). A tracking server is another machine's work: the run has the first core to
// itself, with or without a tracker, the server has the second one and keeps its runs in memory. The run has to last longer than the server
// needs for 200 children, whose CPU seconds are told.
//   node test/tracking/live/cost.mjs [PIPELINE [SETTING …]]
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../server/launch.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const [pipeline = 'pipelines/naics.yaml', ...more] = process.argv.slice(2);
/** A folder of the machine's memory. */
const MEMORY = '/dev/shm';
const [RUN_CORE, SERVER_CORE] = ['0', '1'];
const REPEATS = Number(process.env.REPEATS ?? 3);
// 200 points, each fitted on few features for few passes.
const penalties = Array.from({ length: 50 }, (_, i) => `${(1e-6 * (1 + i / 5)).toPrecision(3)}`);
const settings = [
  `search.grid.l2=[${penalties.join(',')}]`,
  'search.grid.classWeight=[none,balanced]',
  'search.grid.labelSmoothing=[0,0.1]',
  'features.chars=null',
  'features.maxFeatures=4096',
  'data.level=3',
  'calibration.rows=role',
  ...more,
];

/** Wall seconds of one run as a process of its own, and what its last line says. */
function run(address) {
  const workspace = mkdtempSync(join(tmpdir(), 'millrace-cost-'));
  const env = { ...process.env, MLFLOW_TRACKING_URI: address };
  const startMs = performance.now();
  const args = ['dist/cli/main.js', 'run', pipeline, ...settings, '--json', '--workspace', workspace, '--workers', '1', '--quiet'];
  const { status, stdout, stderr } = spawnSync('taskset', ['-c', RUN_CORE, process.execPath, ...args], { cwd: ROOT, env, encoding: 'utf8' });
  const seconds = (performance.now() - startMs) / 1000;
  rmSync(workspace, { recursive: true, force: true });
  if (status !== 0) throw new Error(stderr);
  const { tracking, modelDigest } = JSON.parse(stdout.trimEnd().split('\n').at(-1));
  return { seconds, sent: tracking[0]?.sent ?? null, waited: tracking[0]?.seconds ?? 0, modelDigest };
}

const store = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'millrace-cost-'));
const server = await startServer(store);
execFileSync('taskset', ['-acp', SERVER_CORE, String(server.pid)], { stdio: 'ignore' });
console.log(`load of the machine: ${loadavg()[0].toFixed(1)}`);
try {
  const rows = [];
  for (let i = 0; i < REPEATS; i++) rows.push({ without: run(''), tracked: run(server.address) });
  const median = (values) => values.toSorted((a, b) => a - b)[(values.length - 1) / 2];
  for (const { without, tracked } of rows) {
    if (tracked.sent !== true || tracked.modelDigest !== without.modelDigest) throw new Error(JSON.stringify({ without, tracked }));
    console.log(
      `without ${without.seconds.toFixed(1)} s, tracked ${tracked.seconds.toFixed(1)} s, of which ${tracked.waited.toFixed(1)} s after its end`,
    );
  }
  const [without, tracked] = ['without', 'tracked'].map((name) => median(rows.map((row) => row[name].seconds)));
  console.log(`median of ${REPEATS}: without ${without.toFixed(1)} s, tracked ${tracked.toFixed(1)} s, so ${(tracked - without).toFixed(1)} s more`);
} finally {
  await server.stop();
  rmSync(store, { recursive: true, force: true });
}

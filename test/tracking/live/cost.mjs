// What tracking adds to the wall time of a run of 200 trials: the same run without a tracker, then with one, in workspaces of their own,
// in turn, three times each or REPEATS times (an odd number). Runs have one worker, so that a second core is the server's.
//   node test/tracking/live/cost.mjs [PIPELINE]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOME } from '../server/install.mjs';
import { startServer } from '../server/launch.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const [pipeline = 'pipelines/naics.yaml'] = process.argv.slice(2);
const REPEATS = Number(process.env.REPEATS ?? 3);
// 200 points, each fitted on few features for few passes.
const penalties = Array.from({ length: 50 }, (_, i) => `${(1e-6 * (1 + i / 5)).toPrecision(3)}`);
const settings = [
  `search.grid.l2=[${penalties.join(',')}]`,
  'search.grid.classWeight=[none,balanced]',
  'search.grid.labelSmoothing=[0,0.1]',
  'features.chars=null',
  'features.maxFeatures=2048',
  'data.level=2',
  'calibration.rows=role',
];

/** Wall seconds of one run as a process of its own, and what its last line says. */
function run(address) {
  const workspace = mkdtempSync(join(tmpdir(), 'millrace-cost-'));
  const env = { ...process.env, MLFLOW_TRACKING_URI: address };
  const startMs = performance.now();
  const args = ['dist/cli/main.js', 'run', pipeline, ...settings, '--json', '--workspace', workspace, '--workers', '1', '--quiet'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' });
  const seconds = (performance.now() - startMs) / 1000;
  rmSync(workspace, { recursive: true, force: true });
  if (status !== 0) throw new Error(stderr);
  const { tracking, modelDigest } = JSON.parse(stdout.trimEnd().split('\n').at(-1));
  return { seconds, sent: tracking[0]?.sent ?? null, waited: tracking[0]?.seconds ?? 0, modelDigest };
}

rmSync(join(HOME, 'cost'), { recursive: true, force: true });
const server = await startServer(join(HOME, 'cost'));
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
}

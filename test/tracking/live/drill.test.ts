import { spawnSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastJson } from '../../cli/run-cli.js';
import { HOME } from '../server/install.mjs';
import { type RunningServer, startServer } from '../server/launch.mjs';
import { searchViews } from './server-view.js';
import { millrace, smallJob } from './small-job.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

let server: RunningServer;
let folder: string;
let away: string;

beforeAll(async () => {
  await rm(join(HOME, 'drill'), { recursive: true, force: true });
  [server, folder, away] = await Promise.all([startServer(join(HOME, 'drill')), smallJob(), mkdtemp(join(tmpdir(), 'millrace-away-'))]);
}, 300_000);

afterAll(async () => {
  await server?.stop();
  for (const each of [folder, away]) await rm(each, { recursive: true, force: true });
});

/** Runs a program, and gives what it said; fails when it fails. */
function done(program: string, args: readonly string[], options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv }): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env: process.env, ...options });
  expect([program, args[0], status, status === 0 ? '' : stderr.slice(-2000)]).toEqual([program, args[0], 0, '']);
  return stdout;
}

/** The code of a commit, built, from a clone of the repository. */
function cloneAndBuild(commit: string): string {
  const clone = join(away, 'code');
  done('git', ['clone', '--quiet', '--no-checkout', ROOT, clone], { cwd: away });
  done('git', ['checkout', '--quiet', commit], { cwd: clone });
  // The lockfile is that of the commit; what it names is installed here already.
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  done('npm', ['run', '--silent', 'build'], { cwd: clone });
  return join(clone, 'dist/cli/main.js');
}

test('a run whose workspace is lost is made again from the server, the commit and the data: identical', async () => {
  // Two runs: the second one continues the split of the first.
  const first = lastJson(await millrace(folder, server.address, ['run', 'p.yaml', '--json'])) as { readonly run: string };
  const settings = [`split.from=${first.run}`, 'search.grid.l2=[1e-5]'];
  const { run } = lastJson(await millrace(folder, server.address, ['run', 'p.yaml', '--json', ...settings])) as { readonly run: string };
  const [view] = await searchViews(server.address, `tags.\`millrace.run\` = '${run}'`);
  const commit = view?.tags.get('mlflow.source.git.commit') as string;
  expect(commit).toMatch(/^[0-9a-f]{40}$/);

  await rename(join(folder, 'data'), join(away, 'data'));
  await rm(folder, { recursive: true });
  const main = cloneAndBuild(commit);

  const env = { ...process.env, MLFLOW_TRACKING_URI: server.address };
  const args = [main, 'reproduce', `mlflow:${run}`, '--data', 'data', '--json', '--workers', '1', '--memory', '1GiB'];
  const report = JSON.parse(done(process.execPath, args, { cwd: away, env }).trimEnd().split('\n').at(-1) as string);
  expect(report).toMatchObject({ verdict: 'identical', run, firstDifference: null });
  expect(report.stages.length).toBeGreaterThan(5);
  expect(existsSync(folder)).toBe(false);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/** The trainer is the same on both engines and quick here: what comes before it is what Spark does. */
export const QUICK = ['search.maxPasses=1', 'search.grid.classWeight=[balanced]', 'search.grid.rank=[16]', 'calibration.method=none'];

interface Stage {
  readonly stage: string;
  readonly artifacts: readonly { readonly kind: string; readonly contentDigest: string }[];
}

/** What decides whether two runs are the same. */
export interface Digests {
  readonly splitDigest: string;
  readonly modelDigest: string;
  /** Those of the artifacts before training, whose own record how long it took, by stage. */
  readonly made: Readonly<Record<string, readonly string[]>>;
}

/** How a run is sent to a server: overrides, and the environment with the token. */
export interface Destination {
  readonly overrides: readonly string[];
  readonly remote: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Takes the token out of an address. */
export function destinationOf(address: string): Destination {
  const token = /;token=([^;]*)/.exec(address)?.[1] as string;
  const remote = address.replace(/;token=[^;]*/, '');
  return { remote, overrides: ['engine=spark', `engine.remote=${remote}`], env: { ...process.env, SPARK_CONNECT_AUTHENTICATE_TOKEN: token } };
}

/** A command under way, and the JSON of its last line. */
export interface Command {
  readonly child: ChildProcess;
  readonly result: Promise<ReturnType<typeof JSON.parse>>;
}

export function start(args: readonly string[], env = process.env): Command {
  const child = spawn(process.execPath, ['dist/cli/main.js', ...args, '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const result = once(child, 'close').then(() => {
    const last = stdout.trim().split('\n').at(-1) as string;
    expect(last, stderr).toMatch(/^\{/);
    return JSON.parse(last);
  });
  return { child, result };
}

/** Runs a pipeline into a workspace; gives the bundle and the digests. */
export async function run(workspace: string, pipeline: string, overrides: readonly string[], env = process.env) {
  const command = start(['run', pipeline, ...overrides, '--workspace', workspace], env);
  return digestsOf(workspace, await command.result);
}

/** Those of a run that is done. */
export function digestsOf(workspace: string, result: ReturnType<typeof JSON.parse>): { readonly bundle: string; readonly digests: Digests } {
  const { status, error, splitDigest, modelDigest, bundle, run: id } = result;
  expect(status, JSON.stringify(error)).toBe('done');
  const { stages } = JSON.parse(readFileSync(join(workspace, 'runs', id, 'run.json'), 'utf8')) as { stages: readonly Stage[] };
  const made = stages
    .filter(({ stage }) => ['prepare', 'split', 'features'].includes(stage))
    .map(({ stage, artifacts }) => [stage, artifacts.map(({ kind, contentDigest }) => `${kind} ${contentDigest}`).sort()]);
  return { bundle, digests: { splitDigest, modelDigest, made: Object.fromEntries(made) } };
}

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Alert, Happening } from './expected-nights.js';
import type { SmallDisk } from './small-disk.js';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const KILLED = 137;

/** How a night came out. */
export interface Night {
  readonly exitCodes: readonly number[];
  readonly alert: Alert;
  /** What was said, for a night that came out otherwise. */
  readonly said: string;
}

interface Attempt {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is read of the last line of a run that ended. */
interface RunJson {
  readonly gate?: { readonly decision: string };
  readonly tracking?: readonly { readonly sent: boolean }[];
}

/** The command of every night, tried again where that helps, with what befalls this one. */
export async function runNight(folder: string, disk: SmallDisk, happening: Happening): Promise<Night> {
  const attempts: Attempt[] = [];
  if (happening === 'disk-full') disk.fill();
  attempts.push(await attempt(folder, disk.folder, happening));
  disk.makeRoom();
  if ([4, KILLED].includes(attempts[0]?.exitCode as number)) attempts.push(await attempt(folder, disk.folder, 'plain'));
  return {
    exitCodes: attempts.map(({ exitCode }) => exitCode),
    alert: alertOf(attempts),
    said: attempts.map(({ stdout, stderr }) => `${stderr.slice(-1500)}\n${stdout.slice(-1500)}`).join('\n---\n'),
  };
}

async function attempt(folder: string, workspace: string, happening: Happening): Promise<Attempt> {
  const worse = happening === 'worse-model' ? ['features.maxFeatures=16'] : [];
  // Nobody listens on the port of a tracker that is down.
  const tracker = happening === 'tracker-down' ? { MLFLOW_TRACKING_URI: 'http://127.0.0.1:9' } : {};
  const args = ['run', 'night.yaml', ...worse, '--workspace', workspace, '--workers', '1', '--memory', '1GiB', '--json'];
  const earlier = runsIn(workspace);
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, env: { ...process.env, ...tracker }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number>((resolve) => child.on('close', (code, signal) => resolve(signal === 'SIGKILL' ? KILLED : (code ?? -1))));
  if (happening === 'killed') {
    while (child.exitCode === null && !hasReached('train', workspace, earlier)) await delay(5);
    child.kill('SIGKILL');
  }
  return { exitCode: await ended, stdout, stderr };
}

/** Whether a run that was not there before has begun a stage. */
function hasReached(stage: string, workspace: string, earlier: readonly string[]): boolean {
  return runsIn(workspace)
    .filter((run) => !earlier.includes(run))
    .some((run) => readIfThere(join(workspace, 'runs', run, 'events.jsonl')).includes(`"stage-started","stage":"${stage}"`));
}

function runsIn(workspace: string): readonly string[] {
  try {
    return readdirSync(join(workspace, 'runs'));
  } catch {
    return [];
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Whom a scheduler wakes (docs/orchestration.md): data that changed nothing is late; a kill that the next attempt made good wakes nobody. */
function alertOf(attempts: readonly Attempt[]): Alert {
  if (attempts.some(({ exitCode }) => exitCode === 4)) return 'machines';
  const { exitCode, stdout } = attempts.at(-1) as Attempt;
  if (exitCode === 3) return 'data';
  if (exitCode === 10 || exitCode === 11) return 'model';
  const { gate, tracking = [] } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '{}') as RunJson;
  if (tracking.some(({ sent }) => !sent)) return 'tracking';
  return gate?.decision === 'unchanged' ? 'data' : 'nobody';
}

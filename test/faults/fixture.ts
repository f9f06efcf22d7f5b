import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Digest, digestBytes } from '../../src/core/digest.js';
import { acquireLock, type FileLock } from '../../src/core/process/lock-file.js';
import { Rng } from '../../src/core/rng.js';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import type { Manifest } from '../../src/runner/manifest.js';
import type { LoggedEvent } from '../../src/runner/run/event-log.js';

const POLL_MS = 5;

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const CODES: Readonly<Record<string, readonly string[]>> = {
  'food/bread': ['rye bread', 'white loaf', 'bread rolls', 'baguette', 'sourdough'],
  'food/fish': ['smoked salmon', 'herring', 'tinned tuna', 'trout fillet', 'cod'],
  'home/light': ['led bulb', 'desk lamp', 'candle', 'torch', 'light chain'],
  'home/paint': ['white wall paint', 'varnish', 'primer', 'wood stain', 'brush set'],
  'shop/books': ['cookbook', 'novel', 'atlas', 'crime story', 'dictionary'],
};

export interface FixtureRow {
  readonly id: string;
  readonly text: string;
  readonly code: string;
}

/** A folder with two partitions of product texts, a codebook and a pipeline over them; a run takes about a second. */
export interface Fixture {
  readonly folder: string;
  readonly pipeline: string;
  readonly partitions: readonly string[];
  /** Writes a partition anew, each row changed. */
  rewrite(file: string, change: (row: FixtureRow, index: number) => FixtureRow): Promise<void>;
  /** A new, empty workspace. */
  makeWorkspace(): string;
  remove(): void;
}

export async function makeFixture(rowCount = 600): Promise<Fixture> {
  const folder = mkdtempSync(join(testFolder(), 'millrace-faults-'));
  chmodSync(folder, 0o777);
  mkdirSync(join(folder, 'data'));
  const partitions = [0, 1].map((part) => join(folder, 'data', `part-${part}.parquet`));
  const rng = Rng.fromSeed(5);
  const rowsOf = new Map(partitions.map((file, part) => [file, Array.from({ length: rowCount / 2 }, (_, i) => makeRow(rng, part * rowCount + i))]));
  for (const [file, rows] of rowsOf) await writePartition(file, rows);
  const codebook = ['code,title,parent', ...Object.keys(CODES).map((code) => `${code},${code.split('/')[1]},`)];
  writeFileSync(join(folder, 'data', 'codebook.csv'), `${codebook.join('\n')}\n`);
  const pipeline = join(folder, 'pipeline.yaml');
  writeFileSync(pipeline, PIPELINE);
  let count = 0;
  return {
    folder,
    pipeline,
    partitions,
    rewrite: (file, change) => writePartition(file, (rowsOf.get(file) ?? []).map(change)),
    makeWorkspace() {
      const workspace = join(folder, `workspace-${count++}`);
      mkdirSync(workspace);
      chmodSync(workspace, 0o777);
      return workspace;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const PIPELINE = `name: faults
data: { partitions: data/*.parquet, codebook: data/codebook.csv }
features: { words: [1, 2], chars: [3, 4], minDocumentFrequency: 1, maxFeatures: 8192 }
search: { maxPasses: 3, grid: { l2: [1e-3, 1e-4], classWeight: [none] } }
resources: { workers: 1, memory: 1GiB }
`;

/** Memory where there is enough of it: hundreds of runs that sync every file would wear a disk, and wait for it. */
function testFolder(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > 2 ** 29 ? memory : tmpdir();
}

async function writePartition(file: string, rows: readonly FixtureRow[]): Promise<void> {
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 28, temporaryFolder: `${file}.duckdb` });
  await tables.writeTable(file, [
    { name: 'id', type: 'text', values: rows.map(({ id }) => id) },
    { name: 'text', type: 'text', values: rows.map(({ text }) => text) },
    { name: 'label', type: 'text', values: rows.map(({ code }) => code) },
  ]);
  await tables.close();
}

function makeRow(rng: Rng, number: number): FixtureRow {
  const codes = Object.keys(CODES);
  const code = codes[rng.nextBelow(codes.length)] as string;
  const words = CODES[code] as readonly string[];
  return { id: `r${number}`, text: `${words[rng.nextBelow(words.length)]} ${rng.nextBelow(900)} g`, code };
}

/** How a command ended. `json` is the last line of its output. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly json: RunJson;
  readonly stderr: string;
  readonly seconds: number;
}

export interface RunJson {
  readonly status?: string;
  readonly run?: string;
  readonly splitDigest?: string;
  readonly modelDigest?: string;
  readonly error?: {
    readonly code: string;
    readonly what: string;
    readonly where: string;
    readonly got: string;
    readonly wanted: string;
    readonly hint?: string;
  };
}

export interface Started {
  readonly child: ChildProcess;
  /** What it has written to stderr so far. */
  readonly stderr: () => string;
  readonly ended: Promise<Ended>;
}

/** Starts the command line in the fixture's folder. */
export function start(fixture: Fixture, options: readonly string[], spawnOptions: SpawnOptions = {}): Started {
  const startMs = performance.now();
  const child = spawn(process.execPath, [MAIN, ...options], { cwd: fixture.folder, ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = once(child, 'close').then(([exitCode, signal]) => ({
    exitCode: exitCode as number | null,
    signal: signal as NodeJS.Signals | null,
    json: lastJson(stdout),
    stderr,
    seconds: (performance.now() - startMs) / 1000,
  }));
  return { child, ended, stderr: () => stderr };
}

/** Starts `millrace run` on the fixture's pipeline. */
export function startRun(fixture: Fixture, workspace: string, spawnOptions: SpawnOptions = {}): Started {
  return start(fixture, ['run', fixture.pipeline, '--workspace', workspace, '--json', '--verbose'], spawnOptions);
}

export function run(fixture: Fixture, workspace: string, spawnOptions: SpawnOptions = {}): Promise<Ended> {
  return startRun(fixture, workspace, spawnOptions).ended;
}

/** What a run must come to, with or without faults. */
export function digestsOf({ exitCode, json, stderr }: Ended): { split: string; model: string } {
  if (exitCode !== 0 || json.splitDigest === undefined || json.modelDigest === undefined) throw new Error(`the run failed (${exitCode}):\n${stderr}`);
  return { split: json.splitDigest, model: json.modelDigest };
}

export function manifestOf(workspace: string, { json }: Ended): Manifest {
  return JSON.parse(readFileSync(join(workspace, 'runs', json.run as string, 'run.json'), 'utf8')) as Manifest;
}

/** Events of every run of a workspace, in order. */
export function eventsOf(workspace: string): LoggedEvent[] {
  const runs = join(workspace, 'runs');
  if (!existsSync(runs)) return [];
  return readdirSync(runs).flatMap((name) => {
    const file = join(runs, name, 'events.jsonl');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    return lines.map((line) => JSON.parse(line) as LoggedEvent);
  });
}

/** Temporary folders and locks that a workspace holds; none after a command that ended well. */
export function leftovers(workspace: string): string[] {
  return ['.tmp', '.locks', '.users'].flatMap((name) => readdirSync(join(workspace, 'store', name)).map((entry) => `${name}/${entry}`));
}

/** Stages that keep work, in the order of the flow, each with the key of its first artifact in a run. */
export function keysByStage(manifest: Manifest): [stage: string, key: string][] {
  return manifest.stages.flatMap(({ stage, artifacts }): [string, string][] => (artifacts[0] === undefined ? [] : [[stage, artifacts[0].key]]));
}

/**
 * Starts a run and holds it where it wants to make an artifact: another process, this one, has the lock. Resolves when the
 * run waits. Nothing goes on until the lock is released.
 */
export async function startHeld(
  fixture: Fixture,
  workspace: string,
  lockFile: string,
  spawnOptions: SpawnOptions = {},
): Promise<Started & { lock: FileLock }> {
  mkdirSync(join(lockFile, '..'), { recursive: true });
  const lock = await acquireLock(lockFile);
  const started = startRun(fixture, workspace, spawnOptions);
  let isOver = false;
  const over = started.ended.then(() => {
    isOver = true;
  });
  await until('the run waits for the lock', () => isOver || started.stderr().includes('waiting for it'));
  if (isOver) await over.then(() => Promise.reject(new Error(`the run did not wait:\n${started.stderr()}`)));
  return { ...started, lock };
}

export function artifactLock(workspace: string, key: string): string {
  return join(workspace, 'store', '.locks', `${key}.lock`);
}

/** Waits until something is true, asking again and again: other processes tell it in files and lines only. */
export async function until(what: string, isTrue: () => boolean, giveUpMs = 60_000): Promise<void> {
  const startMs = performance.now();
  while (!isTrue()) {
    if (performance.now() - startMs > giveUpMs) throw new Error(`waited in vain: ${what}`);
    await delay(POLL_MS);
  }
}

function lastJson(stdout: string): RunJson {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(line) as RunJson;
  } catch {
    return {};
  }
}

export function digestOfFileSync(file: string): Digest {
  return digestBytes(readFileSync(file));
}

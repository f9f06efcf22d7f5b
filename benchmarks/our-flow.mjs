import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './paths.mjs';

const STAGES = ['source', 'prepare', 'split', 'features'];

/**
 * Runs the real stages source → features of a pipeline in a fresh workspace and hands what they made to `work`; the
 * workspace goes afterwards. What it is given stands at `openFlow`.
 */
export async function withFlow(dist, config, resources, work) {
  return withWorkspace((workspace) => openFlow(dist, workspace, config, resources, work));
}

/** A folder in the cache for as long as `work` takes, or until the process is told to end. */
export async function withWorkspace(work) {
  mkdirSync(CACHE, { recursive: true });
  const workspace = mkdtempSync(join(CACHE, 'workspace-'));
  const remove = () => rmSync(workspace, { recursive: true, force: true });
  const onInterrupt = (name) => {
    remove();
    process.exit(name === 'SIGINT' ? 130 : 143);
  };
  process.once('SIGINT', onInterrupt);
  process.once('SIGTERM', onInterrupt);
  try {
    return await work(workspace);
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    process.removeListener('SIGTERM', onInterrupt);
    remove();
  }
}

/**
 * The same in a workspace that stays. `config` is a pipeline as in a YAML file, with absolute paths. `made.seconds` has the
 * seconds of each stage, `made.cpuSeconds` those of all threads of the process; `startSeconds` those of opening store, DuckDB
 * and worker pool.
 */
export async function openFlow(dist, workspace, config, resources, work) {
  const started = performance.now();
  return withContext(dist, workspace, config, resources, async (context) => {
    const startSeconds = secondsSince(started);
    return work({ ...(await runStages(dist, context)), context, startSeconds });
  });
}

/** What a stage is given: store, DuckDB and worker pool of its own over a workspace, as long as `work` takes. */
export async function withContext(dist, workspace, config, { workers, memoryBytes }, work) {
  const runFolder = join(workspace, 'runs', 'benchmark');
  mkdirSync(runFolder, { recursive: true });
  const emit = () => {};
  const { signal } = new AbortController();
  const parsed = dist.pipelineConfig.parse(config);
  return dist.withServices({ workspace, workerCount: workers, memoryBytes, signal, emit }, (services) =>
    work({ ...services, config: parsed, projectFolder: process.cwd(), runFolder, signal, emit }),
  );
}

async function runStages(dist, context) {
  const made = {};
  const seconds = {};
  const cpuSeconds = {};
  for (const stage of STAGES) {
    const started = performance.now();
    const before = process.cpuUsage();
    made[nameOf(stage)] = await dist[`${stage}Stage`].run(made, context);
    seconds[stage] = secondsSince(started);
    cpuSeconds[stage] = cpuSecondsSince(before);
  }
  return { ...made, seconds, cpuSeconds, matrix: made.features.variants[0] };
}

/** Stages take their inputs by the name of the artifact. */
function nameOf(stage) {
  return stage === 'prepare' ? 'prepared' : stage;
}

export function secondsSince(started) {
  return (performance.now() - started) / 1000;
}

/** Processor seconds of all threads of this process since `process.cpuUsage()` gave `before`. */
export function cpuSecondsSince(before) {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

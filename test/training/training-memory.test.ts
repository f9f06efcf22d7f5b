import { fileURLToPath } from 'node:url';
import { afterAll, expect, it, vi } from 'vitest';
import { lazyPool } from '../../src/engine/piscina/lazy-pool.js';
import { PiscinaEngine } from '../../src/engine/piscina/piscina-engine.js';
import { linear } from '../../src/estimators/all.js';
import { fitWithTeams } from '../../src/estimators/linear/fit-teams.js';
import { LINEAR, type LinearParts } from '../../src/estimators/linear/linear-model.js';
import type { Tasks } from '../../src/tasks/task-table.js';
import { TrainingMemory } from '../../src/training/training-memory.js';
import { codesOf, drawRows, problemOf } from '../ml/linear-problem.js';

const hostFile = fileURLToPath(new URL('../../dist/tasks/hosts/thread-host.js', import.meta.url));
const pool = new PiscinaEngine<Tasks>({ workerCount: 2, hostFile, workerHeapMb: 128 });
const memory = new TrainingMemory(pool, 2 ** 30);

afterAll(() => pool.close());

const problem = problemOf(drawRows(50, 400_000, 40, 5));
const WEIGHT_BYTES = 4 * 40 * 400_000;

/** Two fits side by side, whose memories both workers know. */
async function fitTwice(): Promise<void> {
  const settings = {
    estimator: LINEAR,
    classWeight: 'none',
    mode: 'fast',
    l2: 1e-4,
    l1: 0,
    rank: null,
    seed: 1,
    maxPasses: 1,
    patience: 1,
    tolerance: 1,
  } as const;
  const request = {
    settings,
    featureCount: problem.featureCount,
    codes: codesOf(problem),
    rows: problem.rows,
    validation: null,
    metric: 'macroF1',
    certify: false,
    keep: true,
  } as const;
  const services = { workers: memory.workersOf(linear), kernelBytes: 2 ** 30, signal: new AbortController().signal, onPass: () => {} };
  await fitWithTeams([request, request], {
    ...services,
    // Of memory that nobody has written to nothing is resident.
    onDone: async (_request, _outcome, model) => {
      for (const part of (model as LinearParts).weights) part.fill(1);
    },
  });
}

it('memory of fits is free once it is let go, and stays as long as it is not', async () => {
  await fitTwice();
  await memory.collect();
  const kept = process.memoryUsage.rss();
  await memory.letGo();
  // Threads of the collectors give it back, a little later.
  await vi.waitFor(() => expect(kept - process.memoryUsage.rss()).toBeGreaterThan(1.8 * WEIGHT_BYTES), 10_000);
});

it('a pool that has done nothing is not started to collect', async () => {
  let startCount = 0;
  const tasks = lazyPool<Tasks>(2, () => {
    startCount++;
    return pool;
  });
  await new TrainingMemory(tasks, 2 ** 30).letGo();
  expect(startCount).toBe(0);
  await tasks.map('echo', [1]);
  await new TrainingMemory(tasks, 2 ** 30).letGo();
  expect(startCount).toBe(1);
});

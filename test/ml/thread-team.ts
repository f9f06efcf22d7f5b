import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createMemories, type FitShape, sliceLinear, viewWeights } from '../../src/kernels/linear-slices.js';
import { createControl } from '../../src/ml/barrier.js';
import type { FitOutcome, FitRequest } from '../../src/ml/fit.js';
import type { SolverSettings } from '../../src/ml/fit-record.js';
import type { LabelledRows } from '../../src/ml/labelled-rows.js';
import type { TeamShare } from '../../src/ml/linear-team.js';
import type { TeamStatus } from '../../src/ml/solvers/linear-fit.js';
import { runOf } from './linear-problem.js';

const compiled = new URL('../../dist/ml/', import.meta.url).href;
const MEMBER = `const { parentPort, workerData: { shares, worker, request, run } } = require('node:worker_threads');
  Promise.all([import('${compiled}solvers/linear-fit.js'), import('${compiled}linear-team.js')]).then(([{ fitLinear }, { LinearTeam }]) =>
    parentPort.postMessage(fitLinear(shares.map((share) => new LinearTeam(share, worker)), request, run)));`;

/** Shared memory for a team of so many workers. */
export function shareOf(shape: FitShape, workerCount: number): TeamShare {
  return { shape, memories: createMemories(sliceLinear(shape)), control: createControl(workerCount), workerCount, reused: false };
}

/** The whole of `fitLinear`, each member of the team in a thread of its own, which runs the compiled program; the outcome of each. */
export async function fitInThreads(
  shares: readonly TeamShare[],
  request: FitRequest<SolverSettings, LabelledRows>,
): Promise<FitOutcome<TeamStatus>[]> {
  const run = runOf(request);
  const threads = Array.from(
    { length: shares[0]!.workerCount },
    (_, worker) => new Worker(MEMBER, { eval: true, workerData: { shares, worker, request, run } }),
  );
  try {
    return await Promise.all(threads.map(async (thread) => ((await once(thread, 'message')) as [FitOutcome<TeamStatus>])[0]));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** Weights and intercept of all slices one behind the other, as they lie. */
export function numbersOf({ shape, memories }: TeamShare): Float32Array {
  const sliced = sliceLinear(shape);
  const intercept = new Float32Array(memories[0]!.buffer, sliced.layout.intercept, sliced.layout.stride);
  return Float32Array.from([...viewWeights(sliced, memories).flatMap((part) => [...part]), ...intercept]);
}

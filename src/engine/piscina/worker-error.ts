import { type Failure, fail } from '../../core/failure.js';

/** What Piscina says when a thread has ended, and what Node says when it had to end it. */
const DIED = /worker exited with code|terminat/i;

/**
 * What a call throws when a worker could not answer: `engine.worker-died` when the worker ended. An error that a thread
 * threw outside of its task, or a value that cannot cross to another thread, is a bug and comes back as it is.
 */
export function asWorkerError(task: string, error: unknown): Failure | Error {
  if (!(error instanceof Error)) return new Error(`${task}: ${messageOf(error)}`);
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return workerDied(task, error, 'a worker ran out of heap', 'use fewer workers (--workers) or more memory (--memory); finished work is kept');
  }
  if (code.startsWith('ERR_WORKER_') || DIED.test(error.message)) {
    return workerDied(task, error, 'a worker ended in the middle of a task', 'run the same command again: finished work is kept');
  }
  return error;
}

/** A `DataCloneError` that crossed threads has lost its class, and on Node 20 its message too. */
function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  return 'message' in error ? String(error.message) : 'its output could not be cloned to another thread';
}

function workerDied(task: string, error: Error, what: string, hint: string): Failure {
  return fail('engine.worker-died', { what, where: `task ${task}`, got: error.message, wanted: 'a worker that answers', hint }, error);
}

import { isMainThread } from 'node:worker_threads';
import { Failure, fail } from '../../core/failure.js';
import { asFileFailure } from '../../core/file-failure.js';
import type { TaskAnswer, TaskRequest } from '../../engine/piscina/piscina-engine.js';
import { TeamAborted } from '../../ml/barrier.js';
import { loadTask } from '../load-task.js';

/** What V8 says when memory outside of the heap cannot be had; its own heap has no such error, the thread ends. */
const NO_MEMORY = /allocation failed|could not allocate memory/i;

/** What every thread of the pool runs. */
export default makeHost(loadTask);

/** A host over a way to find tasks: runs the task and turns whatever it throws into plain data. */
export function makeHost(findTask: (name: string) => Promise<(input: unknown) => unknown>): (request: TaskRequest) => Promise<TaskAnswer> {
  return (request) => answer(request, findTask);
}

/** How long a task may go on after a callback of it threw. */
const STRAY_GRACE_MS = 5_000;

/**
 * What a forgotten callback throws would end the thread, and, in the middle of a call to native code, the whole process. It
 * is kept instead, and told once the task has ended, or does not end.
 */
class StrayErrors {
  #error: unknown;
  #hear: (() => void) | undefined;

  constructor() {
    if (isMainThread) return;
    const onError = (error: unknown): void => {
      // Without a task there is nobody to tell: the thread ends as it would have.
      if (this.#hear === undefined) {
        process.off('uncaughtException', onError);
        throw error;
      }
      this.#error ??= error;
      this.#hear();
    };
    process.on('uncaughtException', onError);
  }

  /** Waits for the task, but not for ever once a stray error was heard; throws that error. */
  async watch(output: unknown): Promise<unknown> {
    this.#error = undefined;
    const heard = new Promise<void>((resolve) => {
      this.#hear = () => setTimeout(resolve, STRAY_GRACE_MS);
    });
    const result = await Promise.race([output, heard]).finally(() => {
      this.#hear = undefined;
    });
    if (this.#error !== undefined) throw this.#error;
    return result;
  }
}

const strayErrors = new StrayErrors();

async function answer({ task, input }: TaskRequest, findTask: (name: string) => Promise<(input: unknown) => unknown>): Promise<TaskAnswer> {
  try {
    // Finding the task may load native code, which must not be cut off either.
    return { kind: 'output', output: await strayErrors.watch(findTask(task).then((run) => run(input))) };
  } catch (thrown) {
    const error = asMemoryFailure(asFileFailure(thrown, `task ${task}`), task);
    if (error instanceof Failure) return { kind: 'failure', detail: error.detail };
    if (error instanceof TeamAborted) return { kind: 'aborted' };
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'bug', message, stack: stack ?? message };
  }
}

function asMemoryFailure(error: unknown, task: string): unknown {
  if (!(error instanceof RangeError) || !NO_MEMORY.test(error.message)) return error;
  return fail('resources.memory', {
    what: 'a worker got no memory from the system',
    where: `task ${task}`,
    got: error.message,
    wanted: 'memory for its arrays',
    hint: 'use fewer workers (--workers); finished work is kept',
  });
}

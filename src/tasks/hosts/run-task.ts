import { Failure, fail } from '../../core/failure.js';
import { asFileFailure } from '../../core/files/file-failure.js';
import type { TaskAnswer, TaskRequest } from '../../engine/task-protocol.js';
import { TeamAborted } from '../../ml/barrier.js';
import type { StrayErrors } from './stray-errors.js';

/** A way to find a task's function by its name; rejects for a name that it does not know. */
export type FindTask = (name: string) => Promise<(input: unknown) => unknown>;

/** What V8 says when memory outside of the heap cannot be had; its own heap has no such error, the thread ends. */
const NO_MEMORY = /allocation failed|could not allocate memory/i;

/** Runs a task by its name. Never rejects: whatever the task throws becomes plain data. */
export async function runTask({ task, input }: TaskRequest, findTask: FindTask, strayErrors: StrayErrors): Promise<TaskAnswer> {
  try {
    // Loading a task may load native code, so stray errors must be held back from here on, not only while it runs.
    return { kind: 'output', output: await strayErrors.watch(findTask(task).then((run) => run(input))) };
  } catch (thrown) {
    return asAnswer(thrown, task);
  }
}

/** What was thrown on behalf of a task, as plain data. */
export function asAnswer(thrown: unknown, task: string): TaskAnswer {
  const error = asMemoryFailure(asFileFailure(thrown, `task ${task}`), task);
  if (error instanceof Failure) return { kind: 'failure', detail: error.detail };
  if (error instanceof TeamAborted) return { kind: 'aborted' };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { kind: 'bug', message, stack: stack ?? message };
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

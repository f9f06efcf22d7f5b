import { Failure, fail } from '../core/failure.js';
import { asFileFailure } from '../core/file-failure.js';
import type { TaskAnswer, TaskRequest } from '../engine/piscina/piscina-engine.js';
import { TeamAborted } from '../ml/barrier.js';
import { loadTask } from './load-task.js';

/** What V8 says when memory outside of the heap cannot be had; its own heap has no such error, the thread ends. */
const NO_MEMORY = /allocation failed|could not allocate memory/i;

/** What every thread of the pool runs. */
export default makeHost(loadTask);

/** A host over a way to find tasks: runs the task and turns whatever it throws into plain data. */
export function makeHost(findTask: (name: string) => Promise<(input: unknown) => unknown>): (request: TaskRequest) => Promise<TaskAnswer> {
  return (request) => answer(request, findTask);
}

async function answer({ task, input }: TaskRequest, findTask: (name: string) => Promise<(input: unknown) => unknown>): Promise<TaskAnswer> {
  try {
    const run = await findTask(task);
    return { kind: 'output', output: await run(input) };
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

import { Failure } from '../core/failure.js';
import type { TaskAnswer, TaskRequest } from '../engine/piscina/piscina-engine.js';
import { TeamAborted } from '../ml/barrier.js';
import { loadTask } from './load-task.js';

/** What every thread of the pool runs: finds the task and turns whatever it throws into plain data. */
export default async function answer({ task, input }: TaskRequest): Promise<TaskAnswer> {
  try {
    const run = await loadTask(task);
    return { kind: 'output', output: await run(input) };
  } catch (error) {
    if (error instanceof Failure) return { kind: 'failure', detail: error.detail };
    if (error instanceof TeamAborted) return { kind: 'aborted' };
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'bug', message, stack: stack ?? message };
  }
}

import { isMainThread } from 'node:worker_threads';
import type { TaskAnswer, TaskRequest } from '../../engine/task-protocol.js';
import { findTask } from './find-task.js';
import { type FindTask, runTask } from './run-task.js';
import { StrayErrors } from './stray-errors.js';

/** One for the whole thread: a second one would also catch the errors of tasks that the first one watches. */
const strayErrors = new StrayErrors();
if (!isMainThread) strayErrors.listen();

/** What every thread of the pool runs. */
export default makeHost(findTask);

/** A host over a way to find tasks, for a pool that hands its requests over by messages. */
export function makeHost(findTask: FindTask): (request: TaskRequest) => Promise<TaskAnswer> {
  return (request) => runTask(request, findTask, strayErrors);
}

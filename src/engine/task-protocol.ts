import { Failure, type FailureDetail } from '../core/failure.js';

/** What a worker is asked: the name of a task of the table, and its input. */
export interface TaskRequest {
  readonly task: string;
  readonly input: unknown;
}

/** What a worker answers: an error that crosses to another thread or process loses its class, so failures travel as plain data. */
export type TaskAnswer =
  | { readonly kind: 'output'; readonly output: unknown }
  | { readonly kind: 'failure'; readonly detail: FailureDetail }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'bug'; readonly message: string; readonly stack: string };

/** What a call throws for an answer that is no output. */
export function errorOf(task: string, answer: Extract<TaskAnswer, { kind: 'failure' | 'bug' }>): Error {
  if (answer.kind === 'failure') return new Failure(answer.detail);
  const error = new Error(`${task}: ${answer.message}`);
  error.stack = answer.stack;
  return error;
}

/** Whether an error is that of an input, which an earlier input may have too; else it ends all work at once. */
export function isOfTheData(error: unknown): boolean {
  return error instanceof Failure && !error.detail.code.startsWith('engine.');
}

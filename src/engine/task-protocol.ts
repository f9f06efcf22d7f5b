import type { FailureDetail } from '../core/failure.js';

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

import { Failure, type FailureDetail, formatFailure } from '../core/failure.js';
import { asFileFailure } from '../core/files/file-failure.js';
import { asLimitFailure } from '../core/limit-failure.js';

/** How a command that did not end well is told. */
export interface Problem {
  readonly text: string;
  readonly json: { readonly status: 'failed'; readonly error: FailureDetail | (Omit<FailureDetail, 'code'> & { readonly code: 'bug' }) };
  readonly exitCode: number;
}

/**
 * An expected failure in four parts with its exit code; anything else is a bug: a stack and exit code 1. `folder` is
 * named where an error of the file system does not say which file.
 */
export function asProblem(thrown: unknown, folder: string): Problem {
  const error = asLimitFailure(asFileFailure(thrown, folder));
  if (error instanceof Failure) {
    return { text: `millrace: ${formatFailure(error.detail)}`, json: { status: 'failed', error: error.detail }, exitCode: error.exitCode };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const what = error instanceof Error ? error.message : String(error);
  return {
    text: `millrace: this is a bug in millrace, please report it with these lines\n${stack}`,
    json: {
      status: 'failed',
      error: { code: 'bug', what, where: stack.split('\n')[1]?.trim() ?? 'unknown', got: 'an unexpected error', wanted: 'none' },
    },
    exitCode: 1,
  };
}

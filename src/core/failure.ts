/**
 * The one table of expected failures. `exitCode` is what the process ends with, `httpStatus` what a server answers.
 * Anything thrown that is not a `Failure` is a bug (exit code 1).
 */
export const FAILURES = {
  'usage.unknown-key': { exitCode: 2, httpStatus: 400 },
  'usage.wrong-value': { exitCode: 2, httpStatus: 400 },
  'usage.unknown-command': { exitCode: 2, httpStatus: 400 },
  'usage.missing-file': { exitCode: 2, httpStatus: 404 },
  'usage.missing-run': { exitCode: 2, httpStatus: 404 },
  'usage.missing-model': { exitCode: 2, httpStatus: 404 },
  'usage.missing-work': { exitCode: 2, httpStatus: 404 },
  'usage.dirty-tree': { exitCode: 2, httpStatus: 409 },
  'usage.invalid-yaml': { exitCode: 2, httpStatus: 400 },
  'data.no-match': { exitCode: 3, httpStatus: 422 },
  'data.missing-column': { exitCode: 3, httpStatus: 422 },
  'data.wrong-type': { exitCode: 3, httpStatus: 422 },
  'data.schema-differs': { exitCode: 3, httpStatus: 422 },
  'data.unreadable': { exitCode: 3, httpStatus: 422 },
  'data.contract': { exitCode: 3, httpStatus: 422 },
  'data.codebook': { exitCode: 3, httpStatus: 422 },
  'data.too-few-codes': { exitCode: 3, httpStatus: 422 },
  'data.changed': { exitCode: 3, httpStatus: 422 },
  'artifact.corrupt': { exitCode: 3, httpStatus: 500 },
  'resources.memory': { exitCode: 4, httpStatus: 503 },
  'resources.disk-full': { exitCode: 4, httpStatus: 507 },
  'resources.read-only': { exitCode: 4, httpStatus: 507 },
  'resources.busy': { exitCode: 4, httpStatus: 409 },
  'resources.limit': { exitCode: 4, httpStatus: 503 },
  'engine.worker-died': { exitCode: 5, httpStatus: 503 },
  'engine.unreachable': { exitCode: 5, httpStatus: 503 },
  'tracking.unreachable': { exitCode: 5, httpStatus: 503 },
  'tracking.refused': { exitCode: 5, httpStatus: 502 },
  'gate.refused': { exitCode: 10, httpStatus: 409 },
  'gate.cannot-tell': { exitCode: 11, httpStatus: 409 },
  'reproduce.different': { exitCode: 12, httpStatus: 409 },
  'signal.hangup': { exitCode: 129, httpStatus: 503 },
  'signal.interrupt': { exitCode: 130, httpStatus: 503 },
  'signal.terminate': { exitCode: 143, httpStatus: 503 },
} as const satisfies Record<string, { exitCode: number; httpStatus: number }>;

/** The code of an expected failure, which decides its exit code. */
export type FailureCode = keyof typeof FAILURES;

/** A failure as plain data: what crosses a thread boundary and what `--json` prints. */
export interface FailureDetail {
  readonly code: FailureCode;
  /** What went wrong, as a short sentence without a full stop. */
  readonly what: string;
  /** Where: a file, row, column or config path. */
  readonly where: string;
  /** What was found there. */
  readonly got: string;
  /** What was wanted instead. */
  readonly wanted: string;
  /** What to do about it, when that is known. */
  readonly hint?: string;
}

/** An expected failure: four parts and, where there is one, a hint. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly detail: FailureDetail,
    options?: ErrorOptions,
  ) {
    super(formatFailure(detail), options);
  }

  get exitCode(): number {
    return FAILURES[this.detail.code].exitCode;
  }
}

/** Builds a failure; `throw fail('data.missing-column', {…})` is the usual form. */
export function fail(code: FailureCode, parts: Omit<FailureDetail, 'code'>, cause?: unknown): Failure {
  return new Failure({ code, ...parts }, cause === undefined ? undefined : { cause });
}

/** The one sentence shape in which every failure is shown. */
export function formatFailure(detail: FailureDetail): string {
  const lines = [`${detail.what}`, `  where:  ${detail.where}`, `  got:    ${shorten(detail.got)}`, `  wanted: ${detail.wanted}`];
  if (detail.hint !== undefined) lines.push(`  hint:   ${detail.hint}`);
  return lines.join('\n');
}

/** Cuts a value from outside to a length that fits in a message. */
export function shorten(text: string, maxLength = 300): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}

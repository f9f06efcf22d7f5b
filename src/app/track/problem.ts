import { Failure } from '../../core/failure.js';

/** What went wrong, in a line, whatever was thrown. */
export function problemOf(error: unknown): string {
  if (!(error instanceof Failure)) return String(error);
  const { what, got, hint } = error.detail;
  return `${what}: ${got}${hint === undefined ? '' : ` (${hint})`}`;
}

import { Failure } from '../../core/failure.js';

/** What went wrong, in a line, whatever was thrown. */
export function problemOf(error: unknown): string {
  return error instanceof Failure ? `${error.detail.what}: ${error.detail.got}` : String(error);
}

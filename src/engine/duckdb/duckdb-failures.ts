import { type Failure, fail } from '../../core/failure.js';
import { asFileFailure } from '../../core/file-failure.js';

/** What DuckDB says when it cannot read a Parquet file: `data.unreadable`, or `resources.memory`. */
export function unreadableParquet(file: string, error: unknown): Failure {
  if (isOutOfMemory(error)) return outOfMemory(file, error);
  return fail(
    'data.unreadable',
    {
      what: 'a Parquet file cannot be read',
      where: file,
      got: messageOf(error),
      wanted: 'a whole Parquet file with text in UTF-8',
      hint: /UTF-?8|string encoding/i.test(messageOf(error))
        ? 'write its text columns in UTF-8'
        : 'it may have been cut short in transfer: copy it again',
    },
    error,
  );
}

/** Tells a full disk, a folder without permission or too little memory from a bug; anything else comes back as it is. */
export function asWriteFailure(error: unknown, file: string): unknown {
  const message = messageOf(error);
  if (/max_temp_directory_size/.test(message)) return asFileFailure(new Error(`no space left on device: ${message}`, { cause: error }), file);
  return isOutOfMemory(error) ? outOfMemory(file, error) : asFileFailure(error, file);
}

function isOutOfMemory(error: unknown): boolean {
  return /out of memory/i.test(messageOf(error));
}

function outOfMemory(file: string, error: unknown): Failure {
  const parts = { what: 'a table does not fit into memory', where: file, got: messageOf(error), wanted: 'more memory', hint: 'raise --memory' };
  return fail('resources.memory', parts, error);
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

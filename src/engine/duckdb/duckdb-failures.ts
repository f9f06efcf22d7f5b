import { type Failure, fail } from '../../core/failure.js';
import { asFileFailure } from '../../core/files/file-failure.js';
import { sniffFile } from '../../core/files/sniff-file.js';
import { StreamCutShort } from './connections.js';

/** What DuckDB says when it cannot read a Parquet file: `data.unreadable`, or `resources.memory`. */
export function unreadableParquet(file: string, error: unknown): Failure {
  if (isOutOfMemory(error)) return outOfMemory(file, error);
  const sniffed = sniffFile(file);
  const reason = reasonOf(messageOf(error));
  return fail(
    'data.unreadable',
    {
      what: 'a Parquet file cannot be read',
      where: file,
      got: sniffed?.is ?? reason.got,
      wanted: 'a whole Parquet file with text in UTF-8',
      hint: sniffed?.hint ?? reason.hint,
    },
    error,
  );
}

const COPY_AGAIN = 'it may have been cut short in transfer: copy it again';

/**
 * What an error of DuckDB means, in words of ours: its own may quote the cell it could not read, and no message, log or manifest may.
 */
const REASONS: readonly (readonly [pattern: RegExp, got: string, hint: string])[] = [
  [/UTF-?8|string encoding/i, 'a text that is not UTF-8', 'write its text columns in UTF-8'],
  [/convert string|could not convert|conversion error/i, 'a value that does not fit the type of its column', 'write that column again'],
  [/no files found|does not exist|no such file/i, 'no such file', 'look at the path'],
  [/permission denied/i, 'a file that this user may not read', 'give this user the right to read it'],
  [/too small|no magic bytes|footer|metadata|thrift/i, 'no whole footer at the end of the file', COPY_AGAIN],
  [/decompress|snappy|zstd|gzip|brotli|lz4|checksum|CRC/i, 'a page that cannot be unpacked', COPY_AGAIN],
];

function reasonOf(message: string): { readonly got: string; readonly hint: string } {
  const found = REASONS.find(([pattern]) => pattern.test(message));
  return found === undefined ? { got: 'pages that make no sense', hint: COPY_AGAIN } : { got: found[1], hint: found[2] };
}

/** Tells a full disk, a folder without permission or too little memory from a bug; anything else comes back as it is. */
export function asWriteFailure(error: unknown, file: string): unknown {
  const message = messageOf(error);
  if (/max_temp_directory_size/.test(message)) return asFileFailure(new Error(`no space left on device: ${message}`, { cause: error }), file);
  return isOutOfMemory(error) ? outOfMemory(file, error) : asFileFailure(error, file);
}

/** A stream that was cut short for no other reason found too little memory. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof StreamCutShort || /out of memory/i.test(messageOf(error));
}

function outOfMemory(file: string, error: unknown): Failure {
  const parts = { what: 'a table does not fit into memory', where: file, got: messageOf(error), wanted: 'more memory', hint: 'raise --memory' };
  return fail('resources.memory', parts, error);
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

import { decodePieces } from '../../stages/source/csv-text.js';
import { openArrowRows } from './arrow-in.js';
import { openCsvRows } from './csv-rows-in.js';
import { JSON_LINES, openJsonStream } from './json-lines.js';
import type { RowSource } from './row-source.js';
import type { ReadFile } from './table-to-read.js';
import type { EncodedFormat } from './write-rows.js';

/** Bytes that come as they come, and what is read of their rows. */
export interface ReadStream extends Pick<ReadFile, 'path' | 'texts' | 'numbers'> {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly format: EncodedFormat;
}

/** The rows of a stream, once its beginning is there; undefined for JSON Lines without a row. Failures: `data.unreadable`. */
export async function openStream({ bytes, format, path, ...read }: ReadStream): Promise<RowSource | undefined> {
  switch (format) {
    case 'arrow':
      return openArrowRows(bytes, { path });
    case 'jsonl':
      return openJsonStream(decodePieces(bytes, { path, kind: JSON_LINES }), { path }, read.numbers);
    case 'csv':
    case 'tsv':
      return openCsvRows(decodePieces(bytes, { path, kind: 'a CSV file' }), path, read);
  }
}

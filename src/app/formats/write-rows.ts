import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { fillFileAtomic } from '../../core/files/write-atomic.js';
import type { BatchColumn, CellBatch, TableFiles } from '../../engine/table-files.js';
import { arrowEncoder } from './arrow-out.js';
import type { RowEncoder } from './row-encoder.js';
import type { TableFormat } from './table-format.js';
import { csvEncoder, jsonEncoder } from './text-out.js';

/** Formats whose rows we encode ourselves. */
export type EncodedFormat = Exclude<TableFormat, 'parquet'>;

/** How rows are encoded in a format. `arrow` is a file with its footer, or a `stream` without one. */
export function rowEncoder(format: EncodedFormat, columns: readonly BatchColumn[], arrowForm: 'file' | 'stream'): RowEncoder {
  switch (format) {
    case 'arrow':
      return arrowEncoder(columns, arrowForm);
    case 'jsonl':
      return jsonEncoder(columns);
    case 'csv':
      return csvEncoder(columns);
    case 'tsv':
      return csvEncoder(columns, '\t');
  }
}

/** A file of rows, and how it is written. */
export interface RowFile {
  readonly file: string;
  readonly format: TableFormat;
  readonly columns: readonly BatchColumn[];
}

/** Writes rows that come batch by batch as one file, whole or not at all. What `batches` throws is thrown. */
export function writeRows({ file, format, columns }: RowFile, batches: AsyncIterable<CellBatch>, tables: TableFiles): Promise<void> {
  if (format === 'parquet') return tables.writeBatches(file, columns, batches);
  return fillFileAtomic(file, async (temporary) => {
    const handle = openSync(temporary, 'wx');
    try {
      for await (const bytes of encodedRows(rowEncoder(format, columns, isArrowStream(file) ? 'stream' : 'file'), batches))
        writeFileSync(handle, bytes);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  });
}

/** By custom, `.arrows` has no footer. */
function isArrowStream(file: string): boolean {
  return /\.arrows$/i.test(file);
}

/** The bytes of rows: a piece a batch, as soon as it is there. */
export async function* encodedRows(encoder: RowEncoder, batches: AsyncIterable<CellBatch>): AsyncGenerator<string | Uint8Array> {
  yield encoder.start();
  for await (const batch of batches) yield encoder.encode(batch);
  yield encoder.end();
}

import { readFileSync, writeFileSync } from 'node:fs';
import type { Data, Table, Utf8, Vector } from 'apache-arrow';
import { fail } from '../../core/failure.js';
import type { TextBytes } from '../../kernels/ngram-kernel.js';
import type { ShardBytes, ShardTexts } from '../shard-texts.js';
import { arrow, encodeNumbers, encodeTexts } from './arrow/data.js';

const VERSION = '1';

/**
 * `texts.arrow`: an Arrow IPC file of one batch. Columns `text0`, `text1`, … (never null), `category0`, … (null is missing) and
 * `number0`, … (null is missing); the file's metadata holds the version of this layout.
 */
export function encodeShardTexts(shard: ShardTexts): Uint8Array {
  const { Field, makeData, RecordBatch, Schema, Struct, Table, tableToIPC } = arrow();
  const columns: [string, Data][] = [
    ...shard.texts.map((cells, i): [string, Data] => [`text${i}`, encodeTexts(cells)]),
    ...shard.categorical.map((cells, i): [string, Data] => [`category${i}`, encodeTexts(cells)]),
    ...shard.numeric.map((cells, i): [string, Data] => [`number${i}`, encodeNumbers(cells)]),
  ];
  const fields = columns.map(([name, data]) => new Field(name, data.type, true));
  const schema = new Schema(fields, new Map([['millrace-texts', VERSION]]));
  const children = columns.map(([, data]) => data);
  const batch = new RecordBatch(schema, makeData({ type: new Struct(fields), length: shard.rowCount, nullCount: 0, children }));
  return tableToIPC(new Table(schema, [batch]), 'file');
}

/** Reads what `encodeShardTexts` wrote; `artifact.corrupt` for anything else. `where` names the bytes in a message. */
export function decodeShardTexts(bytes: Uint8Array, where = 'texts.arrow'): ShardTexts {
  const table = openTable(bytes, where);
  return { ...decodeCovariates(table), texts: columnsOf(table, 'text').map((vector) => decodeTexts(vector) as string[]) };
}

function decodeCovariates(table: Table): Omit<ShardTexts, 'texts'> {
  return {
    rowCount: table.numRows,
    categorical: columnsOf(table, 'category').map(decodeTexts),
    numeric: columnsOf(table, 'number').map((vector) => Array.from({ length: vector.length }, (_, row) => vector.get(row) as number | null)),
  };
}

/** Writes the texts of a shard. The file is not synced: the store does that for all files of an artifact when it publishes them. */
export function writeTextsFile(file: string, shard: ShardTexts): void {
  writeFileSync(file, encodeShardTexts(shard));
}

/** Reads the texts of a shard; `artifact.corrupt` for another file. */
export function loadTextsFile(file: string): ShardTexts {
  return decodeShardTexts(readFileSync(file), file);
}

/** The same, texts left as bytes. */
export function loadTextBytes(file: string): ShardBytes {
  const table = openTable(readFileSync(file), file);
  return { ...decodeCovariates(table), texts: columnsOf(table, 'text').map(bytesOfTexts) };
}

/** Of a file of one batch, as `encodeShardTexts` writes it; without rows there is none. */
function bytesOfTexts({ data }: Vector): TextBytes {
  const [batch, ...others] = data as Data<Utf8>[];
  if (others.length > 0) throw new Error('a shard of several batches');
  return { bytes: batch?.values ?? new Uint8Array(0), offsets: batch?.valueOffsets ?? new Int32Array(1) };
}

/** The categorical covariates alone; `artifact.corrupt` for another file. */
export function loadTextsCategories(file: string): ShardTexts['categorical'] {
  return columnsOf(openTable(readFileSync(file), file), 'category').map(decodeTexts);
}

function columnsOf(table: Table, prefix: string): Vector[] {
  const names = table.schema.fields.map(({ name }) => name).filter((name) => name.startsWith(prefix));
  return names.map((name) => table.getChild(name) as Vector);
}

function decodeTexts(vector: Vector): (string | null)[] {
  const cells: (string | null)[] = [];
  for (const { length, valueOffsets, values, nullCount, nullBitmap } of vector.data as Data<Utf8>[]) {
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    for (let row = 0; row < length; row++) {
      const missing = nullCount > 0 && ((nullBitmap[row >> 3] as number) & (1 << (row & 7))) === 0;
      cells.push(missing ? null : bytes.toString('utf8', valueOffsets[row], valueOffsets[row + 1]));
    }
  }
  return cells;
}

function openTable(bytes: Uint8Array, where: string): Table {
  // Not within the `try`: a library that is missing is no damage of the file.
  const { tableFromIPC } = arrow();
  let got: string;
  try {
    const table = tableFromIPC(bytes);
    const version = table.schema.metadata.get('millrace-texts');
    if (version === VERSION) return table;
    got = version === undefined ? 'an Arrow file of something else' : `version ${version}`;
  } catch (error) {
    got = error instanceof Error ? error.message : String(error);
  }
  throw fail('artifact.corrupt', {
    what: 'the texts of a shard are damaged',
    where,
    got,
    wanted: `an Arrow file of texts, version ${VERSION}`,
    hint: 'delete the file: the next run makes it again',
  });
}

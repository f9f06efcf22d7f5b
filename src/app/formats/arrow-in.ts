import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import type { Data, DataType, RecordBatch, RecordBatchReader, Vector } from 'apache-arrow';
import { kindOf, plainCell, TYPE, valueType } from '../../artifacts/files/arrow/cells.js';
import { arrow } from '../../artifacts/files/arrow/data.js';
import { Failure, fail, shorten } from '../../core/failure.js';
import { sniffFile } from '../../core/files/sniff-file.js';
import type { Cell, ColumnType } from '../../engine/table-files.js';
import { keptValue, numberOfValue, type RowSource, type SourceChunk, textOfValue, type WantedColumn } from './row-source.js';

/** Opens an Arrow file, batch by batch, or a stream of one; what is done with its rows is done in `work`. `data.unreadable` for anything else. */
export async function withArrowFile<T>(file: string, path: string, work: (source: RowSource) => Promise<T>): Promise<T> {
  const handle = await open(file, 'r');
  try {
    return await work(await openArrowRows(handle, { file, path }));
  } finally {
    await handle.close();
  }
}

/** Where bytes come from. */
interface ArrowOrigin {
  readonly path: string;
  readonly file?: string;
}

/** Rows of Arrow's stream format, as they come, or of an open file of either format. `data.unreadable` for anything else. */
export async function openArrowRows(bytes: AsyncIterable<Uint8Array> | Awaited<ReturnType<typeof open>>, origin: ArrowOrigin): Promise<RowSource> {
  const reader = await readable(origin, async () => (await arrow().RecordBatchReader.from(bytes as AsyncIterable<Uint8Array>)).open());
  // Of nothing at all the package makes a reader without a schema.
  const { fields } = reader.schema ?? unreadable(origin, 'no bytes of Arrow');
  const columns = fields.map(({ name, type }) => ({ name: name.normalize('NFC'), kind: kindOf(type), type: String(type) }));
  const typeOf = (name: string) => fields.find((field) => field.name.normalize('NFC') === name)?.type;
  return { columns, keptType: (name) => keptType(typeOf(name)), read: (wanted) => readBatches(reader, wanted, origin) };
}

async function* readBatches(reader: RecordBatchReader, wanted: readonly WantedColumn[], origin: ArrowOrigin): AsyncGenerator<SourceChunk> {
  const batches = reader[Symbol.asyncIterator]() as AsyncIterator<RecordBatch>;
  let before = 0;
  for (;;) {
    const { done, value: batch } = await readable(origin, () => batches.next());
    if (done === true) return;
    const columns = wanted.map((column) => readColumn(batch, column, before, origin));
    before += batch.numRows;
    if (batch.numRows > 0) yield { rowCount: batch.numRows, columns };
  }
}

function readColumn(batch: RecordBatch, { name, as }: WantedColumn, before: number, { path }: ArrowOrigin): readonly Cell[] {
  const field = batch.schema.fields.findIndex((each) => each.name.normalize('NFC') === name.normalize('NFC'));
  const vector = batch.getChildAt(field) as Vector | null;
  if (vector === null) return new Array<null>(batch.numRows).fill(null);
  refuseBadText(vector, { path, name, before });
  const plain = plainCell(vector.type);
  return Array.from({ length: batch.numRows }, (_, row) => {
    const value = plain(vector.get(row));
    if (as === 'kept') return keptValue(value);
    const place = { column: name, where: `${path}, row ${before + row + 1}` };
    return as === 'text' ? textOfValue(value, place) : numberOfValue(value, place);
  });
}

/** The type of a column that is kept. */
function keptType(type: DataType | undefined): ColumnType {
  if (type === undefined) return 'text';
  const { typeId, isSigned, bitWidth } = valueType(type) as DataType & { readonly isSigned?: boolean; readonly bitWidth?: number };
  if (typeId === TYPE.int) return isSigned === false && bitWidth === 64 ? 'text' : 'int64';
  if (typeId === TYPE.float) return 'float64';
  return typeId === TYPE.bool ? 'boolean' : 'text';
}

/** The package reads bytes that are no UTF-8 as U+FFFD and tells nobody. */
function refuseBadText(vector: Vector, { path, name, before }: { readonly path: string; readonly name: string; readonly before: number }): void {
  for (const data of textData(vector)) {
    const { valueOffsets, values, length } = data as Data & { readonly valueOffsets: Int32Array | BigInt64Array; readonly values: Uint8Array };
    if (length === 0 || isUtf8(values.subarray(Number(valueOffsets[0]), Number(valueOffsets[length])))) continue;
    throw fail('data.unreadable', {
      what: 'an Arrow file holds text that cannot be read',
      where: `${path}, column ${name}, rows from ${before + 1} on`,
      got: 'bytes that are no UTF-8',
      wanted: 'text in UTF-8',
      hint: 'write the column again from texts that were decoded with their own encoding',
    });
  }
}

/** The buffers of texts of a column, those of its dictionary where it has one. */
function textData(vector: Vector): readonly Data[] {
  const all = (vector.data as readonly Data[]).flatMap((data) =>
    data.dictionary === undefined ? [data] : (data.dictionary.data as readonly Data[]),
  );
  return all.filter(({ type }) => type.typeId === TYPE.utf8 || type.typeId === TYPE.largeUtf8);
}

/** Whatever the package throws over bytes is what is wrong with them. */
async function readable<T>(origin: ArrowOrigin, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure || (error instanceof Error && 'syscall' in error)) throw error;
    return unreadable(origin, error instanceof Error ? error.message : String(error), error);
  }
}

function unreadable({ path, file }: ArrowOrigin, reason: string, cause?: unknown): never {
  const sniffed = file === undefined ? undefined : sniffFile(file);
  const isOther = sniffed !== undefined && !sniffed.is.includes('Arrow');
  throw fail(
    'data.unreadable',
    {
      what: 'an Arrow file cannot be read',
      where: path,
      got: isOther ? sniffed.is : shorten(reason, 100),
      wanted: 'a whole Arrow file or stream (IPC)',
    },
    cause,
  );
}

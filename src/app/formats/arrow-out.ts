import type { Data, DataType, RecordBatchWriter } from 'apache-arrow';
import { bits, listOffsets, validity } from '../../artifacts/files/arrow/buffers.js';
import { arrow, encodeNumbers, encodeTexts } from '../../artifacts/files/arrow/data.js';
import type { BatchColumn, Cell, CellBatch, ColumnType } from '../../engine/table-files.js';
import { filledCells, type RowEncoder } from './row-encoder.js';
import { textOfKept } from './row-source.js';

/** Encodes rows as a file or a stream of Arrow (IPC), one record batch a batch. */
export function arrowEncoder(columns: readonly BatchColumn[], form: 'file' | 'stream'): RowEncoder {
  const { RecordBatch, Schema, Field, Struct, makeData } = arrow();
  const fields = columns.map(({ name, type }) => new Field(name, arrowType(type), true));
  const schema = new Schema(fields);
  const { writer, take } = openWriter(form);
  return {
    start() {
      // Without it a table of no rows would have no columns.
      writer.reset(undefined, schema);
      return take();
    },
    encode(batch: CellBatch) {
      const cells = filledCells(columns, batch);
      const children = columns.map(({ type }, i) => encodeColumn(Array.from(cells[i] as ArrayLike<Cell>), type));
      const data = makeData({ type: new Struct(fields), length: batch.rowCount, nullCount: 0, children });
      writer.write(new RecordBatch(schema, data));
      return take();
    },
    end() {
      writer.reset();
      return take();
    },
  };
}

/** A writer whose bytes are taken as they come: the package's own keeps them in a queue that nothing holds back. */
function openWriter(form: 'file' | 'stream'): { readonly writer: RecordBatchWriter; readonly take: () => Uint8Array } {
  const { RecordBatchFileWriter, RecordBatchStreamWriter } = arrow();
  let written: Uint8Array[] = [];
  class Taking extends (form === 'file' ? RecordBatchFileWriter : RecordBatchStreamWriter) {
    protected override _write(chunk: ArrayBufferView): this {
      if (!this._started) return this;
      written.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      this._position += chunk.byteLength;
      return this;
    }
  }
  const take = (): Uint8Array => {
    const bytes = Buffer.concat(written);
    written = [];
    return bytes;
  };
  return { writer: new Taking(), take };
}

function arrowType(type: ColumnType): DataType {
  const { Utf8, Int32, Int64, Float64, Bool, List, Field } = arrow();
  const listOf = (item: DataType): DataType => new List(new Field('item', item, true));
  const types = {
    text: () => new Utf8(),
    int32: () => new Int32(),
    int64: () => new Int64(),
    float64: () => new Float64(),
    boolean: () => new Bool(),
    'text[]': () => listOf(new Utf8()),
    'float64[]': () => listOf(new Float64()),
  };
  return types[type]();
}

function encodeColumn(cells: readonly Cell[], type: ColumnType): Data {
  switch (type) {
    case 'text':
      return encodeTexts(cells.map(textOfKept));
    case 'float64':
      return encodeNumbers(cells as readonly (number | null)[]);
    case 'int32':
    case 'int64':
      return encodeWholeNumbers(cells as readonly (number | bigint | null)[], type);
    case 'boolean':
      return arrow().makeData({ type: new (arrow().Bool)(), length: cells.length, ...validity(cells), data: bits(cells, (cell) => cell === true) });
    case 'text[]':
      return encodeLists(cells as readonly (readonly string[] | null)[], type, encodeTexts);
    case 'float64[]':
      return encodeLists(cells as readonly (readonly number[] | null)[], type, encodeNumbers);
  }
}

function encodeWholeNumbers(cells: readonly (number | bigint | null)[], type: 'int32' | 'int64'): Data {
  const { Int32, Int64, makeData } = arrow();
  const rest = { length: cells.length, ...validity(cells) };
  if (type === 'int32') return makeData({ type: new Int32(), ...rest, data: Int32Array.from(cells, (cell) => Number(cell ?? 0)) });
  return makeData({ type: new Int64(), ...rest, data: BigInt64Array.from(cells, (cell) => BigInt(cell ?? 0)) });
}

function encodeLists<T>(cells: readonly (readonly T[] | null)[], type: ColumnType, encodeItems: (items: readonly T[]) => Data): Data {
  const valueOffsets = listOffsets(cells);
  const child = encodeItems(cells.flatMap((items) => items ?? []));
  return arrow().makeData({ type: arrowType(type) as never, length: cells.length, ...validity(cells), valueOffsets, child } as never) as Data;
}

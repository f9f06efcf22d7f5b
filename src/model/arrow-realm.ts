import { type ColumnBuffers, listOffsets, numberBuffers, textBuffers } from '../artifacts/files/arrow/buffers.js';
import { TYPE } from '../artifacts/files/arrow/cells.js';

/** A column of Arrow: its cells by row. */
export interface ArrowColumn {
  readonly length: number;
  get(row: number): unknown;
}

/** A record batch of `apache-arrow`, by what every release of the package has. */
export interface ArrowBatch {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChildAt(index: number): ArrowColumn | null;
}

/** A table of `apache-arrow`, by what every release of the package has. */
export interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  readonly batches: readonly ArrowBatch[];
  getChild(name: string): ArrowColumn | null;
}

type Make<T> = new (...args: readonly unknown[]) => T;

/** The inside of a batch, for which the package's own types would have to be those of our copy. */
interface BatchInside extends ArrowBatch {
  readonly schema: ArrowBatch['schema'] & {
    readonly fields: readonly (object & { readonly name: string; readonly type: object })[];
    readonly metadata: unknown;
  };
  readonly data: { readonly type: object; readonly children: readonly object[] };
  concat(...others: readonly ArrowBatch[]): ArrowTable;
}

/** Whether something is a record batch, of whichever copy of the package. */
export function isArrowBatch(value: unknown): value is ArrowBatch {
  return hasSchema(value) && 'getChildAt' in value && 'data' in value && !('batches' in value);
}

/** Whether something is a table, of whichever copy of the package. */
export function isArrowTable(value: unknown): value is ArrowTable {
  return hasSchema(value) && 'batches' in value && Array.isArray(value.batches);
}

function hasSchema(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || !('schema' in value) || !('numRows' in value)) return false;
  const { schema } = value;
  return typeof schema === 'object' && schema !== null && 'fields' in schema && Array.isArray(schema.fields);
}

/** Cells of a column that is added to a batch. */
export type AddedColumn = { readonly name: string } & (
  | { readonly type: 'text'; readonly cells: readonly (string | null)[] }
  | { readonly type: 'number'; readonly cells: readonly (number | null)[] }
  | { readonly type: 'texts'; readonly cells: readonly (readonly string[])[] }
  | { readonly type: 'numbers'; readonly cells: readonly (readonly number[])[] }
);

/**
 * The same rows with some of their columns, as they are, and others after them. Everything is made by the classes that the batch itself
 * is made of: a table of the caller's copy of the package stays one, whatever its release, and no copy of ours is needed.
 */
export function extendBatch(batch: ArrowBatch, kept: readonly number[], added: readonly AddedColumn[]): ArrowBatch {
  const { schema, data } = batch as BatchInside;
  const realm = new Realm(batch as BatchInside);
  const made = added.map((column) => realm.column(column));
  const fields = [...kept.map((index) => schema.fields[index]), ...made.map(({ field }) => field)];
  const children = [...kept.map((index) => data.children[index]), ...made.map(({ values }) => values)];
  return realm.batch(fields, children, batch.numRows);
}

/** Record batches of one schema as a table of their own copy of the package. */
export function tableOf([first, ...others]: readonly ArrowBatch[]): ArrowTable {
  return (first as BatchInside).concat(...others);
}

/** Arrow's number of the width of a double. */
const DOUBLE_PRECISION = 2;

/** The copy of the package that a batch is of: its classes are reached through what it made. */
class Realm {
  readonly #batch: BatchInside;
  readonly #Data: Make<object>;
  readonly #Field: Make<object>;
  /** What all types of the package come from. */
  readonly #dataType: object;

  constructor(batch: BatchInside) {
    const [field] = batch.schema.fields as readonly [BatchInside['schema']['fields'][number]];
    this.#batch = batch;
    this.#Data = classOf(batch.data);
    this.#Field = classOf(field);
    this.#dataType = rootOf(field.type);
  }

  /** A batch of fields and their values, with what else the schema says. */
  batch(fields: readonly unknown[], children: readonly unknown[], rowCount: number): ArrowBatch {
    const { schema, data } = this.#batch;
    const type = this.#type('Struct', { typeId: TYPE.struct, children: fields }, Object.getPrototypeOf(data.type) as object);
    const rows = new this.#Data(type, 0, rowCount, 0, undefined, children);
    return new (classOf<ArrowBatch>(this.#batch))(new (classOf(schema))(fields, schema.metadata), rows);
  }

  column(added: AddedColumn): { readonly field: object; readonly values: object } {
    const { type, values } = this.#typed(added);
    return { field: new this.#Field(added.name, type, true), values };
  }

  #typed(added: AddedColumn): { readonly type: object; readonly values: object } {
    switch (added.type) {
      case 'text':
        return this.#plain(this.#type('Utf8', { typeId: TYPE.utf8, ArrayType: Uint8Array }), added.cells, textBuffers(added.cells));
      case 'number': {
        const type = this.#type('Float64', { typeId: TYPE.float, precision: DOUBLE_PRECISION, ArrayType: Float64Array });
        return this.#plain(type, added.cells, numberBuffers(added.cells));
      }
      case 'texts':
        return this.#lists(added.cells, this.#typed({ name: 'item', type: 'text', cells: added.cells.flat() }));
      case 'numbers':
        return this.#lists(added.cells, this.#typed({ name: 'item', type: 'number', cells: added.cells.flat() }));
    }
  }

  #plain(type: object, { length }: readonly unknown[], { nullCount, valueOffsets, values, nullBitmap }: ColumnBuffers) {
    return { type, values: new this.#Data(type, 0, length, nullCount, [valueOffsets, values, nullBitmap]) };
  }

  #lists(lists: readonly (readonly unknown[])[], items: { readonly type: object; readonly values: object }) {
    const valueField = new this.#Field('item', items.type, true);
    const parts = { children: [valueField], valueField, valueType: items.type, ArrayType: Array };
    const type = this.#type(`List<${String(items.type)}>`, { typeId: TYPE.list, ...parts });
    return { type, values: new this.#Data(type, 0, lists.length, 0, [listOffsets(lists)], [items.values]) };
  }

  /** A type by what the package looks at: it tells types apart by their number, not by their class. */
  #type(name: string, parts: Readonly<Record<string, unknown>>, from = this.#dataType): object {
    const type = Object.create(from) as object;
    for (const [key, value] of Object.entries(parts)) Object.defineProperty(type, key, { value, enumerable: true });
    Object.defineProperty(type, 'toString', { value: () => name });
    return Object.defineProperty(type, Symbol.toStringTag, { value: name });
  }
}

function classOf<T = object>(made: object): Make<T> {
  return made.constructor as unknown as Make<T>;
}

/** The prototype that everything of its kind comes from. */
function rootOf(made: object): object {
  let root = Object.getPrototypeOf(made) as object;
  for (let next = Object.getPrototypeOf(root) as object; next !== Object.prototype; next = Object.getPrototypeOf(root) as object) root = next;
  return root;
}

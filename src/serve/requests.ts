import type { FeatureSpec } from '../artifacts/features.js';
import { fail } from '../core/failure.js';
import type { PredictRow } from '../model/row-cells.js';
import type { ServeLimits } from './limits.js';

/** What a request asks of the model, whatever its form. */
export interface Asked {
  readonly rows: readonly PredictRow[];
  readonly k: number;
  readonly explain: boolean;
}

const text = { type: 'string' } as const;
const cell = { type: ['string', 'number', 'boolean', 'null'] } as const;

/** The JSON Schemas of rows in their forms. */
interface RowSchemas {
  readonly record: object;
  readonly row: object;
  /** Names of columns, and the cells of a row in that order. */
  readonly columns: object;
  readonly cells: object;
  /** Cells by column, where the schema can say that they are as many. */
  readonly byColumn: readonly object[];
}

/** Of any model: by these, requests are checked before the model of the moment looks at their rows. */
const OF_ANY_MODEL: RowSchemas = {
  record: { type: 'object', additionalProperties: cell },
  row: { anyOf: [text, { type: 'object', additionalProperties: cell }] },
  columns: { type: 'array', minItems: 1, items: text },
  cells: { type: 'array', items: cell },
  byColumn: [{ type: 'object', minProperties: 1, additionalProperties: { type: 'array', minItems: 1, items: cell } }],
};

/** Of one model: what it needs a row to have. More columns are welcome. */
function ofModel({ textColumns, categoricalColumns, numericColumns }: FeatureSpec): RowSchemas {
  const texts = textColumns.map((name) => [name, { type: ['string', 'null'] }] as const);
  const covariates = [
    ...categoricalColumns.map((name) => [name, cell] as const),
    ...numericColumns.map(({ column }) => [column, { type: ['number', 'null'] }] as const),
  ];
  const properties = Object.fromEntries([...texts, ...covariates]);
  const record = { type: 'object', required: textColumns, properties, additionalProperties: cell };
  const names = Object.keys(properties);
  const cells = { type: 'array', prefixItems: Object.values(properties), minItems: names.length, maxItems: names.length };
  return {
    record,
    row: textColumns.length === 1 ? { anyOf: [text, record] } : record,
    columns: { type: 'array', const: names },
    cells,
    byColumn: [],
  };
}

/** The JSON Schemas of what clients send. Without a spec those of any model: they check the shape. With one they stand in the OpenAPI document. */
export function requestSchemas(limits: ServeLimits, spec?: FeatureSpec) {
  const { record, row, columns, cells, byColumn } = spec === undefined ? OF_ANY_MODEL : ofModel(spec);
  const rows = { type: 'array', minItems: 1, maxItems: limits.rows } as const;
  const options = {
    k: { type: 'integer', minimum: 1, maximum: limits.k, default: 1, description: 'Codes a row, best first.' },
    explain: { type: 'boolean', default: false, description: 'Whether each code comes with what every n-gram adds to its raw score.' },
  } as const;
  const texts = { ...rows, items: text, description: 'Short for rows, where the model has one text column.' };
  return {
    predict: {
      type: 'object',
      properties: { rows: { ...rows, items: row, description: 'Texts, or objects by column name.' }, texts, ...options },
      oneOf: [{ required: ['rows'] }, { required: ['texts'] }],
      additionalProperties: false,
      examples: [{ texts: ['bakery and café'], k: 3, explain: false }],
    },
    invocations: {
      type: 'object',
      properties: {
        dataframe_split: {
          type: 'object',
          required: ['columns', 'data'],
          properties: { columns, index: { type: 'array' }, data: { ...rows, items: cells } },
        },
        dataframe_records: { ...rows, items: record },
        instances: { ...rows, items: row },
        inputs: { anyOf: [{ ...rows, items: row }, ...byColumn], description: 'Rows; or lists of cells by column name, all as long.' },
        params: { type: 'object', properties: options, additionalProperties: true },
      },
      oneOf: ['dataframe_split', 'dataframe_records', 'instances', 'inputs'].map((form) => ({ required: [form] })),
      additionalProperties: true,
      examples: [{ dataframe_split: { columns: ['text'], data: [['bakery and café']] } }],
    },
  } as const;
}

interface PredictBody {
  readonly rows?: readonly PredictRow[];
  readonly texts?: readonly string[];
  readonly k: number;
  readonly explain: boolean;
}

/** Of `POST /predict`, as its schema lets it through. */
export function readPredict({ rows, texts, k, explain }: PredictBody): Asked {
  return { rows: rows ?? texts ?? [], k, explain };
}

/** Columns and rows of cells, a list of records, or cells by column: the forms in which MLflow's clients send rows. */
interface InvocationsBody {
  readonly dataframe_split?: { readonly columns: readonly string[]; readonly data: readonly (readonly unknown[])[] };
  readonly dataframe_records?: readonly PredictRow[];
  readonly instances?: readonly PredictRow[];
  readonly inputs?: readonly PredictRow[] | Readonly<Record<string, readonly unknown[]>>;
  readonly params?: { readonly k?: number; readonly explain?: boolean };
}

/** Of `POST /invocations`, as its schema lets it through. `usage.wrong-value` where rows and columns differ in length. */
export function readInvocations(body: InvocationsBody): Asked {
  const { k = 1, explain = false } = body.params ?? {};
  return { rows: rowsOf(body), k, explain };
}

function rowsOf({ dataframe_split: split, dataframe_records: records, instances, inputs }: InvocationsBody): readonly PredictRow[] {
  if (split !== undefined) return split.data.map((cells, index) => recordOf(split.columns, cells, index));
  if (inputs !== undefined && !isList(inputs)) return rowsOfColumns(inputs);
  return records ?? instances ?? inputs ?? [];
}

function rowsOfColumns(inputs: Readonly<Record<string, readonly unknown[]>>): readonly PredictRow[] {
  const columns = Object.keys(inputs);
  const lists = Object.values(inputs);
  const rowCount = Math.max(...lists.map(({ length }) => length));
  const odd = columns.find((column) => inputs[column]?.length !== rowCount);
  if (odd !== undefined) throw wrongLength(`inputs.${odd}`, `${inputs[odd]?.length} cells`, `${rowCount}, as in the longest column`);
  return Array.from({ length: rowCount }, (_, row) =>
    recordOf(
      columns,
      lists.map((list) => list[row]),
      row,
    ),
  );
}

function recordOf(columns: readonly string[], cells: readonly unknown[], row: number): PredictRow {
  if (cells.length !== columns.length) throw wrongLength(`row ${row}`, `${cells.length} cells`, `${columns.length}, one a column`);
  return Object.fromEntries(columns.map((column, c) => [column, cells[c]]));
}

function isList<T>(value: readonly T[] | object): value is readonly T[] {
  return Array.isArray(value);
}

function wrongLength(where: string, got: string, wanted: string): Error {
  return fail('usage.wrong-value', { what: 'rows and columns of the request do not fit together', where, got, wanted });
}

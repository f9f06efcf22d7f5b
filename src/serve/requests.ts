import { fail } from '../core/failure.js';
import type { PredictRow } from '../model/row-cells.js';
import type { ServeLimits } from './limits.js';

/** What a request asks of the model, whatever its form. */
export interface Asked {
  readonly rows: readonly PredictRow[];
  readonly k: number;
  readonly explain: boolean;
}

const cell = { type: ['string', 'number', 'boolean', 'null'] } as const;
const record = { type: 'object', additionalProperties: cell } as const;
const textOrRecord = { anyOf: [{ type: 'string' }, record] } as const;

/** The JSON Schemas of what clients send: they check the shape, and stand in the OpenAPI document. */
export function requestSchemas(limits: ServeLimits) {
  const rows = { type: 'array', minItems: 1, maxItems: limits.rows } as const;
  const options = {
    k: { type: 'integer', minimum: 1, maximum: limits.k, default: 1, description: 'Codes a row, best first.' },
    explain: { type: 'boolean', default: false, description: 'Whether each code comes with what every n-gram adds to its raw score.' },
  } as const;
  const params = { type: 'object', properties: options, additionalProperties: true } as const;
  return {
    predict: {
      type: 'object',
      properties: {
        rows: { ...rows, items: textOrRecord, description: 'Texts, or objects by column name.' },
        texts: { ...rows, items: { type: 'string' }, description: 'Short for rows, where the model has one text column.' },
        ...options,
      },
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
          properties: {
            columns: { type: 'array', minItems: 1, items: { type: 'string' } },
            index: { type: 'array' },
            data: { ...rows, items: { type: 'array', items: cell } },
          },
        },
        dataframe_records: { ...rows, items: record },
        instances: { ...rows, items: textOrRecord },
        inputs: {
          anyOf: [
            { ...rows, items: textOrRecord },
            { type: 'object', minProperties: 1, additionalProperties: { ...rows, items: cell } },
          ],
        },
        params,
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

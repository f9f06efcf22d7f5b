import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail } from '../../core/failure.js';
import { withFileFailures } from '../../core/files/file-failure.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { scanInFolders } from '../../engine/folder-columns.js';
import type { BatchColumn, Cell, CellBatch, ColumnRequest, RowChunk } from '../../engine/table-files.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';
import { openTable } from '../formats/open-table.js';
import { formatOf } from '../formats/table-format.js';
import { writeRows } from '../formats/write-rows.js';
import { describeInput, type InputFile, requestedColumns } from './check-inputs.js';
import type { PredictFiles, PredictServices } from './predict-files.js';

/** Where rows for review go, and what is said of each. */
export interface ReviewQueue {
  /** Absolute path; its ending says the format, Parquet unless it is one. */
  readonly file: string;
  /** The column that people fill in, so that the file is a partition of the pipeline afterwards. */
  readonly labelColumn: string;
  /** Codes that are suggested for a row, best first. */
  readonly k: number;
}

/** Rows that are read at a time. */
const RANGE_ROWS = 8192;

/** What every row says of where it comes from: reviewed rows can be told from others for ever. */
const SOURCE = 'review';

/** Refuses to write over a queue in which somebody may have worked already. */
export function refuseExistingQueue({ file }: Pick<ReviewQueue, 'file'>, replace: boolean): void {
  if (replace || !existsSync(file)) return;
  throw fail('usage.wrong-value', {
    what: 'the queue is there already, and may hold what people decided',
    where: 'command line: --queue',
    got: file,
    wanted: 'a new file',
    hint: '--replace writes over it',
  });
}

/**
 * Writes the rows that are for review, in input order: id, texts and covariates as they came, an empty label, then where the row comes
 * from, why it is for review, and the codes that are suggested, with titles and scores. Rows are read again and those for review coded
 * again, a range at a time, so that memory does not grow with the queue. Returns their number.
 */
export async function writeReviewQueue(
  queue: ReviewQueue,
  pairs: readonly { readonly path: string; readonly output: string }[],
  request: PredictFiles,
  services: PredictServices,
): Promise<number> {
  const columns = queueColumns(queue, request);
  let rowCount = 0;
  async function* batches(): AsyncGenerator<CellBatch> {
    for (const { path, output } of pairs) {
      const input = await describeInput(path, { ...request, keep: [] }, services);
      const said = await parquetOf(output, services);
      for (let first = 0; first < input.rowCount; first += RANGE_ROWS) {
        services.signal.throwIfAborted();
        const batch = await queueOfRange(queue, { input, said, first }, request, services);
        rowCount += batch.rowCount;
        if (batch.rowCount > 0) yield batch;
      }
    }
  }
  await withFileFailures(queue.file, async () => {
    makeFolder(dirname(queue.file));
    await writeRows({ file: queue.file, format: formatOf(queue.file), columns }, batches(), services.tables);
  });
  return rowCount;
}

function queueColumns({ labelColumn, k }: ReviewQueue, { parts, idColumn }: PredictFiles): readonly BatchColumn[] {
  const { textColumns, categoricalColumns, numericColumns } = parts.spec;
  const text = (name: string): BatchColumn => ({ name, type: 'text' });
  const suggested = Array.from({ length: Math.min(k, parts.model.codes.length) }, (_, i): readonly BatchColumn[] => [
    text(`suggested_code_${i + 1}`),
    text(`suggested_title_${i + 1}`),
    { name: `suggested_score_${i + 1}`, type: 'float64' },
  ]);
  return [
    ...[idColumn, ...textColumns, ...categoricalColumns].map(text),
    ...numericColumns.map(({ column }): BatchColumn => ({ name: column, type: 'float64' })),
    ...[labelColumn, 'source', 'source_model', 'review_reason'].map(text),
    ...suggested.flat(),
  ];
}

/** An output that DuckDB can read a range of: itself, or a table that is made of what is needed of it. */
async function parquetOf(output: string, services: PredictServices): Promise<string> {
  if (formatOf(output) === 'parquet') return output;
  const { input } = await openTable({ file: output, path: output, texts: ['decision', 'reason'], numbers: [], kept: [] }, services);
  return input.file;
}

interface Range {
  readonly input: InputFile;
  /** A Parquet file of what was said of the rows. */
  readonly said: string;
  readonly first: number;
}

/** The rows for review of a range of an input, by what its output says of them. */
async function queueOfRange(queue: ReviewQueue, { input, said, first }: Range, request: PredictFiles, services: PredictServices): Promise<CellBatch> {
  const { parts } = request;
  const asked = requestedColumns(request, input);
  const cells = await columnsOf(scanInFolders(services.tables, input.input, asked, first, RANGE_ROWS), asked.length);
  const decided = await columnsOf(services.tables.scan(said, [textOf('decision'), textOf('reason')], first, RANGE_ROWS), 2);
  const [decision, reason] = decided as [readonly Cell[], readonly Cell[]];
  const chosen = [...decision.keys()].filter((row) => decision[row] === 'review');
  if (chosen.length === 0) return { rowCount: 0, cells: [] };
  const read = new Map(
    asked.map(({ name }, column) => [name, chosen.map((row) => (cells[column] as readonly Cell[])[row] as string | number | null)]),
  );
  const names = asked.slice(1).map(({ name }) => name);
  const rows = chosen.map((_, i): PredictRow => Object.fromEntries(names.map((name) => [name, read.get(name)?.[i] ?? null])));
  const [coded] = await services.tasks.map('predict-rows', [{ parts, rows, k: queue.k }], { signal: services.signal });
  const all = (value: string | null): readonly Cell[] => chosen.map(() => value);
  const own = (name: string): readonly Cell[] => read.get(name) ?? all(null);
  const { textColumns, categoricalColumns, numericColumns } = parts.spec;
  return {
    rowCount: chosen.length,
    cells: [
      ...[request.idColumn, ...textColumns, ...categoricalColumns, ...numericColumns.map(({ column }) => column)].map(own),
      all(null),
      all(SOURCE),
      all(parts.modelDigest),
      chosen.map((row) => reason[row] as Cell),
      ...suggestions(queue.k, parts, coded?.topCodes ?? [], coded?.topScores ?? []),
    ],
  };
}

const textOf = (name: string): ColumnRequest => ({ name, as: 'text' });

async function columnsOf(chunks: AsyncIterable<RowChunk>, count: number): Promise<readonly (readonly Cell[])[]> {
  const columns = Array.from({ length: count }, (): Cell[] => []);
  for await (const chunk of chunks) {
    chunk.columns.forEach((cells, column) => {
      for (const cell of cells) columns[column]?.push(cell);
    });
  }
  return columns;
}

/** Codes, titles and scores by place; null where a row has none. */
function suggestions(k: number, { model, titles }: PredictorParts, codes: readonly (readonly string[])[], scores: readonly (readonly number[])[]) {
  const titleOf = new Map(model.codes.map((code, index) => [code, titles[index] ?? null]));
  return Array.from({ length: Math.min(k, model.codes.length) }, (_, place) => [
    codes.map((row) => row[place] ?? null),
    codes.map((row) => titleOf.get(row[place] ?? '') ?? null),
    scores.map((row) => row[place] ?? null),
  ]).flat();
}

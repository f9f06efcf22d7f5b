import type { Prepared } from '../../artifacts/prepared.js';
import type { BatchColumn, CellBatch, Column, TableFiles } from '../../engine/table-files.js';
import { metricsTable } from '../../stages/evaluate/metrics-table.js';
import { readIds } from '../../training/read-ids.js';
import type { JudgedData } from './judge-data.js';
import type { TrainedRows } from './trained-rows.js';

interface Request {
  readonly prepared: Prepared;
  /** The rows that were judged, ascending. */
  readonly rows: Uint32Array;
  readonly trained: TrainedRows;
  readonly modelDigest: string;
  readonly trainedOn: number | 'unchecked';
}

/** The figures of an evaluation as in a run, with the model and how many rows trained it (`unchecked` when nobody can tell). */
export function evaluationMetrics({ evaluation }: JudgedData, { modelDigest, trainedOn }: Request): Column[] {
  const metrics = metricsTable([evaluation]);
  const rowCount = metrics[0]?.values.length ?? 0;
  const marks = [
    { name: 'modelDigest', type: 'text', values: new Array<string>(rowCount).fill(modelDigest) },
    { name: 'trainedOn', type: 'text', values: new Array<string>(rowCount).fill(String(trainedOn)) },
  ] as const;
  return [...metrics, ...marks];
}

/**
 * Writes a row a judged row: id, code, predicted, score, right, trained (null when unchecked), and what `evaluationMetrics` says of
 * the model. Rows are read and written chunk by chunk.
 */
export async function writePredictions(file: string, data: JudgedData, request: Request, tables: TableFiles): Promise<void> {
  const columns: readonly BatchColumn[] = [
    { name: 'id', type: 'text' },
    { name: 'code', type: 'text' },
    { name: 'predicted', type: 'text' },
    { name: 'score', type: 'float64' },
    { name: 'right', type: 'boolean' },
    { name: 'trained', type: 'boolean' },
    { name: 'modelDigest', type: 'text', same: request.modelDigest },
    { name: 'trainedOn', type: 'text', same: String(request.trainedOn) },
  ];
  await tables.writeBatches(file, columns, predictionBatches(data, request, tables));
}

async function* predictionBatches({ codes, judged }: JudgedData, request: Request, tables: TableFiles): AsyncGenerator<CellBatch> {
  const { rows, trained } = request;
  const isTrained = trained.state === 'checked' ? trainedMarks(trained.unseen, rows) : null;
  const nameOf = (index: number | undefined) => codes[index as number] as string;
  let first = 0;
  for await (const ids of readIds(rows, request.prepared, tables)) {
    const places = Array.from(ids, (_, i) => first + i);
    const cells = [
      ids,
      places.map((i) => nameOf(judged.label[i])),
      places.map((i) => nameOf(judged.predicted[i])),
      places.map((i) => judged.score[i] as number),
      places.map((i) => judged.label[i] === judged.predicted[i]),
      places.map((i) => (isTrained === null ? null : isTrained[i] === 1)),
    ];
    yield { rowCount: ids.length, cells };
    first += ids.length;
  }
}

/** 1 by judged row that trained the model. Both lists are ascending. */
function trainedMarks(unseen: Uint32Array, rows: Uint32Array): Uint8Array {
  let next = 0;
  return Uint8Array.from(rows, (row) => {
    while (next < unseen.length && (unseen[next] as number) < row) next++;
    return unseen[next] === row ? 0 : 1;
  });
}

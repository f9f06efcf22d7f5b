import { preparedShardFiles } from '../../artifacts/files/prepared-shard-files.js';
import { type Prepared, SHARD_ROWS } from '../../artifacts/prepared.js';
import type { Column, TableFiles } from '../../engine/table-files.js';
import { metricsTable } from '../../stages/evaluate/metrics-table.js';
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

/**
 * Tables of an evaluation: figures as in a run, and a row a judged row (id, code, predicted, score, right, trained: null when unchecked).
 * Both name the model and how many rows trained it (`unchecked` when nobody can tell).
 */
export async function evaluationTables(
  { evaluation, codes, judged }: JudgedData,
  { prepared, rows, trained, modelDigest, trainedOn }: Request,
  tables: TableFiles,
): Promise<{ readonly metrics: Column[]; readonly predictions: Column[] }> {
  const marks = (rowCount: number): Column[] => [
    { name: 'modelDigest', type: 'text', values: new Array<string>(rowCount).fill(modelDigest) },
    { name: 'trainedOn', type: 'text', values: new Array<string>(rowCount).fill(String(trainedOn)) },
  ];
  const metrics = metricsTable(evaluation);
  const places = [...rows.keys()];
  const unseen = trained.state === 'checked' ? new Set(trained.unseen) : null;
  const nameOf = (index: number | undefined) => codes[index as number] as string;
  return {
    metrics: [...metrics, ...marks(metrics[0]?.values.length ?? 0)],
    predictions: [
      { name: 'id', type: 'text', values: await readIds(rows, prepared, tables) },
      { name: 'code', type: 'text', values: places.map((i) => nameOf(judged.label[i])) },
      { name: 'predicted', type: 'text', values: places.map((i) => nameOf(judged.predicted[i])) },
      { name: 'score', type: 'float64', values: judged.score },
      { name: 'right', type: 'boolean', values: places.map((i) => judged.label[i] === judged.predicted[i]) },
      { name: 'trained', type: 'boolean', values: places.map((i) => (unseen === null ? null : !unseen.has(rows[i] as number))) },
      ...marks(rows.length),
    ],
  };
}

async function readIds(rows: Uint32Array, { shards, firstRow }: Prepared, tables: TableFiles): Promise<string[]> {
  const ids: string[] = [];
  let next = 0;
  for (const [s, shard] of shards.entries()) {
    let row = firstRow[s] as number;
    for await (const chunk of tables.scan(preparedShardFiles(shard.folder).rows, [{ name: 'id', as: 'text' }], 0, SHARD_ROWS)) {
      for (const id of chunk.columns[0] ?? []) {
        if (rows[next] === row++) {
          ids.push(id as string);
          next++;
        }
      }
    }
  }
  return ids;
}

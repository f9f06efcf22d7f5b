import { sharedFloat64, sharedInt32 } from '../../core/shared-arrays.js';
import { countCodes, summarise } from '../../ml/code-counts.js';
import type { RowFigures } from '../../ml/fit-record.js';
import type { FitServices } from '../estimator.js';
import type { ForestModel } from './forest-model.js';
import type { OutOfBagInput } from './judge-out-of-bag.js';
import type { TreeRows } from './tree-rows.js';

/** What a forest says of its own rows, each by the trees that were grown without it; null when every tree has every row. */
export async function outOfBag(
  model: ForestModel,
  rows: TreeRows,
  bags: readonly Uint8Array[],
  { workers, signal }: Pick<FitServices, 'workers' | 'signal'>,
): Promise<RowFigures | null> {
  const rowCount = rows.label.length;
  const [given, loss] = [sharedInt32(rowCount), sharedFloat64(rowCount)];
  const edge = (worker: number): number => Math.floor((worker * rowCount) / workers.workerCount);
  const inputs = Array.from({ length: workers.workerCount }, (_, worker): OutOfBagInput => {
    return { model, rows, bags, first: edge(worker), last: edge(worker + 1), given, loss };
  });
  await workers.map('out-of-bag', inputs, signal);
  const judged = Uint32Array.from(rows.label.keys()).filter((row) => given[row] !== -1);
  if (judged.length === 0) return null;
  const pick = <Numbers extends Int32Array | Float32Array>(numbers: Numbers): Numbers => numbers.filter((_, row) => given[row] !== -1) as Numbers;
  const weight = pick(rows.weight);
  const counts = countCodes(pick(rows.label), pick(given), weight, model.codes.length);
  let [sum, total] = [0, 0];
  judged.forEach((row, place) => {
    sum += weight[place]! * loss[row]!;
    total += weight[place]!;
  });
  return { ...summarise(counts), loss: sum / total };
}

import { join } from 'node:path';
import type { SoftmaxRoom } from '../../../ml/solvers/softmax-trainer.js';
import type { SparkRow } from '../arrow-rows.js';
import type { SparkSession, WorkOptions } from '../session.js';

/** Coefficients that come in one row: 8 MB of them. */
const SLICE = 2 ** 20;

const VECTOR = 'struct<type: byte, size: int, indices: array<int>, values: array<double>>';
const MATRIX =
  'struct<type: byte, numRows: int, numCols: int, colPtrs: array<int>, rowIndices: array<int>, values: array<double>, isTransposed: boolean>';
/** The file of a model, its vectors and matrices as the structs that they are. */
const SCHEMA = `numClasses int, numFeatures int, interceptVector ${VECTOR}, coefficientMatrix ${MATRIX}, isMultinomial boolean`;

/** A column of lists as Arrow gives it. */
interface List {
  toArray(): ArrayLike<number>;
}

/**
 * Reads a model that Spark wrote into a room. Its matrix has a row a class and is kept by rows, all numbers or, when many are 0, those
 * that are not: then `colPtrs` says where each row begins, and `rowIndices` in which column each number is.
 */
export async function readCoefficients(session: SparkSession, folder: string, room: SoftmaxRoom, work: WorkOptions): Promise<void> {
  const columns = ['interceptVector AS b', 'coefficientMatrix AS w'];
  await session.nameParquet('coefficients', [join(folder, 'data')], columns, SCHEMA);
  const [head] = await session.query(
    'SELECT b.indices AS ids, b.values AS intercept, w.numCols AS featureCount, w.isTransposed AS byRows, w.colPtrs AS starts, size(w.values) AS count FROM coefficients',
    work,
  );
  if (head === undefined || head.byRows !== true) throw new Error('Spark wrote coefficients in another order');
  placeVector(head, room.intercept);
  const slices = Math.ceil(Number(head.count) / SLICE);
  const rows = await session.query(
    `SELECT at, slice(w.values, at * ${SLICE} + 1, ${SLICE}) AS numbers, slice(w.rowIndices, at * ${SLICE} + 1, ${SLICE}) AS features
     FROM coefficients LATERAL VIEW explode(sequence(0, ${Math.max(0, slices - 1)})) AS at`,
    work,
  );
  for (const row of rows) placeSlice(row, head, room);
}

function placeVector({ ids, intercept: values }: SparkRow, intercept: Float32Array): void {
  const places = listOf(ids);
  const numbers = listOf(values) ?? [];
  for (let i = 0; i < numbers.length; i++) intercept[places?.[i] ?? i] = numbers[i] as number;
}

function placeSlice({ at, numbers, features }: SparkRow, head: SparkRow, { weights, stride }: SoftmaxRoom): void {
  const values = listOf(numbers) ?? [];
  const columns = listOf(features);
  const starts = listOf(head.starts);
  const featureCount = Number(head.featureCount);
  const first = Number(at) * SLICE;
  let k = 0;
  for (let i = 0; i < values.length; i++) {
    if (starts === null || columns === null) weights[((first + i) % featureCount) * stride + Math.floor((first + i) / featureCount)] = values[i]!;
    else {
      while (starts[k + 1]! <= first + i) k++;
      weights[columns[i]! * stride + k] = values[i]!;
    }
  }
}

function listOf(value: unknown): ArrayLike<number> | null {
  return value === null || value === undefined ? null : (value as List).toArray();
}

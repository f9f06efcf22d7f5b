import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { entriesOf, type LabelledRows } from '../../../ml/labelled-rows.js';
import type { SoftmaxProblem } from '../../../ml/solvers/softmax-trainer.js';
import type { CellBatch } from '../../table-files.js';
import { parquetFiles, type Relation } from '../relations.js';
import { parquetAt } from '../spark-sql.js';
import type { SparkTrainerOptions } from './spark-trainer.js';

/** Rows where Spark reads them: label, weight, features. */
export interface WrittenRows {
  readonly relation: Relation;
  /** Whether the rows of a problem are these. */
  isOf(problem: SoftmaxProblem): boolean;
  remove(): Promise<void>;
}

/** Spark shares out files among its tasks, and so the fit: there are many, but each has some rows. */
const MOST_FILES = 1000;
const LEAST_ROWS = 4096;
const BATCH_ROWS = 2048;

/**
 * A task of a fit holds its rows as objects of Java, of which these are the bytes of one and of an entry: an index and a value. Files
 * are packed far denser, so Spark's own 128 MB of them in a task ended tasks of a million rows with a heap of 2 GB.
 */
const ROW_BYTES = 120;
const ENTRY_BYTES = 12;
const TASK_BYTES = 64 * 2 ** 20;
const PART_BYTES = 'spark.sql.files.maxPartitionBytes';

const COLUMNS = [
  { name: 'label', type: 'float64' },
  { name: 'weight', type: 'float64' },
  { name: 'ids', type: 'float64[]' },
  { name: 'cells', type: 'float64[]' },
] as const;

/**
 * Writes rows as Parquet, and lets Spark make vectors of them, which are files too: a fit reads them often. Cost: each value
 * crosses to DuckDB once, and is written by both.
 */
export async function writeRows(
  { rows, featureCount, classCount }: SoftmaxProblem,
  { session, tables, folder: parent, signal }: SparkTrainerOptions & { readonly signal: AbortSignal },
): Promise<WrittenRows> {
  const folder = await mkdtemp(join(parent, 'rows-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const plain = join(folder, 'plain');
    await mkdir(plain);
    const rowsAFile = Math.max(LEAST_ROWS, Math.ceil(rows.row.length / MOST_FILES));
    for (let first = 0, file = 0; first < rows.row.length; first += rowsAFile, file++) {
      const last = Math.min(first + rowsAFile, rows.row.length);
      await tables.writeBatches(join(plain, `${file}.parquet`), COLUMNS, batchesOf(rows, first, last, signal));
    }
    await session.set({ [PART_BYTES]: String(bytesAPart(await bytesIn(plain), rows)) });
    const vectors = join(folder, 'vectors');
    await session.writeParquet(vectorsOf(plain, featureCount), vectors, { signal });
    await rm(plain, { recursive: true });
    const { label, weight } = rows;
    return {
      relation: parquetFiles([vectors], schemaOf(featureCount, classCount)),
      isOf: (other) => other.rows.label === label && other.rows.weight === weight && other.featureCount === featureCount,
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Bytes of files whose rows are `TASK_BYTES` in Java. */
export function bytesAPart(fileBytes: number, rows: LabelledRows): number {
  let javaBytes = rows.row.length * ROW_BYTES;
  for (let place = 0; place < rows.row.length; place++) {
    const { from, to } = entriesOf(rows, place);
    javaBytes += (to - from) * ENTRY_BYTES;
  }
  return Math.max(1, Math.ceil((fileBytes * TASK_BYTES) / Math.max(javaBytes, 1)));
}

async function bytesIn(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function* batchesOf(rows: LabelledRows, first: number, last: number, signal: AbortSignal): AsyncGenerator<CellBatch> {
  for (let from = first; from < last; from += BATCH_ROWS) {
    signal.throwIfAborted();
    const to = Math.min(from + BATCH_ROWS, last);
    const ids: number[][] = [];
    const cells: number[][] = [];
    for (let place = from; place < to; place++) {
      const entries = entriesOf(rows, place);
      ids.push(Array.from(entries.ids.subarray(entries.from, entries.to)));
      cells.push(Array.from(entries.values.subarray(entries.from, entries.to)));
    }
    yield { rowCount: to - from, cells: [rows.label.subarray(from, to), rows.weight.subarray(from, to), ids, cells] };
  }
}

/** The fields of Spark's vectors: type 0 is a sparse one. */
function vectorsOf(plain: string, featureCount: number): string {
  const vector = `named_struct('type', cast(0 AS byte), 'size', ${featureCount}, 'indices', cast(ids AS array<int>), 'values', cells)`;
  return `SELECT label, weight, ${vector} AS features FROM ${parquetAt(plain)}`;
}

/**
 * What the files mean, as DDL cannot say it: that a struct is a vector, of how many features, and that the label is one of so many
 * classes. Without the latter Spark looks for the largest label, and refuses to go on from the hundredth.
 */
function schemaOf(featureCount: number, classCount: number): string {
  const field = (name: string, type: unknown, metadata: unknown = {}) => ({ name, type, nullable: true, metadata });
  const array = (elementType: string) => ({ type: 'array', elementType, containsNull: false });
  const fields = [field('type', 'byte'), field('size', 'integer'), field('indices', array('integer')), field('values', array('double'))];
  // Spark knows the type by its class, but reads it only with the name that Python has for it.
  const vector = {
    type: 'udt',
    class: 'org.apache.spark.ml.linalg.VectorUDT',
    pyClass: 'pyspark.ml.linalg.VectorUDT',
    sqlType: { type: 'struct', fields },
  };
  return JSON.stringify({
    type: 'struct',
    fields: [
      field('label', 'double', { ml_attr: { type: 'nominal', num_vals: classCount, name: 'label' } }),
      field('weight', 'double'),
      field('features', vector, { ml_attr: { num_attrs: featureCount } }),
    ],
  });
}

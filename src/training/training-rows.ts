import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureMatrix } from '../artifacts/features.js';
import type { Prepared } from '../artifacts/prepared.js';
import { rowsWithRole, type Split } from '../artifacts/split.js';
import { Rng, shuffle } from '../core/rng.js';
import { sharedFloat32, sharedInt32, sharedUint32 } from '../core/shared-arrays.js';
import { type ClassWeight, weighRows } from '../estimators/class-weight.js';
import type { SharedRows, SparseRows } from '../ml/labelled-rows.js';
import type { Store } from '../store/store.js';
import type { OpenMatrix } from './open-matrix.js';
import { ORDER_SHARE, orderInMemory } from './order-in-memory.js';
import { orderOnDisk } from './order-on-disk.js';
import type { TrainingMemory } from './training-memory.js';

/** The codes of some rows, in bytewise order: the codes that a model fitted on them knows. */
export function codesOfRows(prepared: Prepared, rows: Uint32Array): { readonly codes: readonly string[]; readonly classOfCode: Int32Array } {
  const present = new Uint8Array(prepared.codes.length);
  for (const row of rows) present[prepared.code[row] as number] = 1;
  const classOfCode = new Int32Array(prepared.codes.length).fill(-1);
  const codes: string[] = [];
  prepared.codes.forEach((code, index) => {
    if (present[index] === 1) classOfCode[index] = codes.push(code) - 1;
  });
  return { codes, classOfCode };
}

/** What it takes to bring rows into training order. */
export interface RowServices {
  readonly training: TrainingMemory;
  readonly store: Store;
}

/** The rows that a model is trained on, in training order; `rows` gives them the weights of a class weighting. */
export interface TrainingSet {
  readonly rowCount: number;
  /** Shared memory of the open matrix, and of the rows in an order of their own. */
  readonly byteCount: number;
  rows(classWeight: ClassWeight): SharedRows;
  /** Removes what was laid out on disk: the rows are not to be used any more. */
  close(): Promise<void>;
}

/**
 * Brings training rows into a seeded order that depends on the rows alone, and lays them out in it: in memory where that costs little
 * of it, on disk where the matrix is not held in memory, in a scratch folder of the run until `close`; otherwise they are visited where
 * they lie. All arrays lie in shared memory.
 */
export async function openTrainingSet(
  services: RowServices,
  matrix: FeatureMatrix,
  prepared: Prepared,
  rows: Uint32Array,
  classOfCode: Int32Array,
  seed: number,
): Promise<TrainingSet> {
  const opened = services.training.openMatrix(matrix);
  const order = trainingOrder(withTitles(rows, matrix, classOfCode), seed);
  const label = labelsOf(codesOfAll(prepared, matrix), order, classOfCode);
  const base = baseWeights(prepared, rows, order);
  const placed = opened.inMemory ? placeInMemory(services, opened, order) : await placeOnDisk(services, opened, order, matrix);
  const known = new Map<string, Float32Array>();
  return {
    rowCount: order.length,
    byteCount: opened.byteCount + placed.byteCount,
    rows: (classWeight) => {
      const key = JSON.stringify(classWeight);
      const weight = known.get(key) ?? weighRows(label, base, classWeight);
      known.set(key, weight);
      return { ...placed.rows, label, weight };
    },
    close: placed.close,
  };
}

/** Rows, and behind them the titles of the codes that a model knows as rows of its matrix. */
export function withTitles(
  rows: Uint32Array,
  { rowCount, titles }: Pick<FeatureMatrix, 'rowCount' | 'titles'>,
  classOfCode: Int32Array,
): Uint32Array {
  if (titles === undefined) return rows;
  const known: number[] = [];
  titles.code.forEach((code, title) => {
    if ((classOfCode[code] as number) >= 0) known.push(rowCount + title);
  });
  const all = new Uint32Array(rows.length + known.length);
  all.set(rows);
  all.set(known, rows.length);
  return all;
}

function codesOfAll({ code }: Prepared, { titles }: FeatureMatrix): Int32Array {
  if (titles === undefined) return code;
  const all = new Int32Array(code.length + titles.code.length);
  all.set(code);
  all.set(titles.code, code.length);
  return all;
}

/** Weights before any class weighting: those of the data, and of a title that of a row on the mean. */
function baseWeights({ trainingWeight, rowCount }: Prepared, rows: Uint32Array, order: Uint32Array): Float32Array {
  const base = sharedFloat32(order.length).fill(1);
  if (trainingWeight === null) return base;
  const mean = rows.reduce((sum, row) => sum + (trainingWeight[row] as number), 0) / rows.length;
  for (let i = 0; i < order.length; i++) base[i] = (order[i] as number) < rowCount ? (trainingWeight[order[i] as number] as number) : mean;
  return base;
}

/** The same rows in training order: a seeded one that depends on the rows alone. */
export function trainingOrder(rows: Uint32Array, seed: number): Uint32Array {
  const order = sharedUint32(rows.length);
  order.set(rows);
  return shuffle(order, Rng.fromSeed(seed).fork('training order'));
}

interface PlacedRows {
  readonly rows: Pick<SharedRows, 'shards' | 'firstRow' | 'row'>;
  readonly byteCount: number;
  readonly close: () => Promise<void>;
}

function placeInMemory({ training }: RowServices, { shards, firstRow }: OpenMatrix, row: Uint32Array): PlacedRows {
  const { byteCount, ...rows } = orderInMemory({ shards: shards as readonly SparseRows[], firstRow, row }, ORDER_SHARE * training.kernelBytes);
  return { rows, byteCount, close: async () => {} };
}

async function placeOnDisk(services: RowServices, opened: OpenMatrix, order: Uint32Array, matrix: FeatureMatrix): Promise<PlacedRows> {
  const folder = await mkdtemp(join(await services.store.scratch(), 'order-'));
  const ordered = await orderOnDisk(services.training.tasks, opened, order, matrix.table.featureCount, folder);
  const row = sharedUint32(order.length);
  for (let i = 0; i < row.length; i++) row[i] = i;
  return { rows: { ...ordered, row }, byteCount: 0, close: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Rows that judge a fit, in row order. A code that the model does not know gets a class of its own behind the model's, so that
 * it counts against macro F1; `classCount` counts these too.
 */
export function judgedRows(
  matrix: OpenMatrix,
  prepared: Prepared,
  split: Split,
  role: number,
  known: { readonly codes: readonly string[]; readonly classOfCode: Int32Array },
): { readonly rows: SharedRows; readonly classCount: number } {
  const found = rowsWithRole(split.role, role);
  const row = sharedUint32(found.length);
  row.set(found);
  let classCount = known.codes.length;
  const classOfCode = known.classOfCode.map((index) => (index >= 0 ? index : classCount++));
  const label = labelsOf(prepared.code, row, classOfCode);
  const weight = sharedFloat32(row.length);
  for (let i = 0; i < row.length; i++) weight[i] = prepared.evaluationWeight?.[row[i] as number] ?? 1;
  return { rows: { shards: matrix.shards, firstRow: matrix.firstRow, row, label, weight }, classCount };
}

function labelsOf(code: Int32Array, rows: Uint32Array, classOfCode: Int32Array): Int32Array {
  const label = sharedInt32(rows.length);
  for (let i = 0; i < rows.length; i++) label[i] = classOfCode[code[rows[i] as number] as number] as number;
  return label;
}

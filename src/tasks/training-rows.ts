import type { FitSettings } from '../artifacts/fit.js';
import type { Prepared } from '../artifacts/prepared.js';
import { rowsWithRole, type Split } from '../artifacts/split.js';
import type { ClassWeight } from '../config/pipeline-config.js';
import { Rng, shuffle } from '../core/rng.js';
import { sharedFloat32, sharedInt32, sharedUint32 } from '../core/shared-arrays.js';
import { pow } from '../kernels/math.js';
import type { LabelledRows } from '../ml/labelled-rows.js';
import type { LoadedMatrix } from './load-matrix.js';

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

/**
 * Training rows of the roles, in a seeded order that depends on the rows alone, with weights (row weight times class weight)
 * of mean 1. All arrays lie in shared memory.
 */
export function trainingRows(
  matrix: LoadedMatrix,
  prepared: Prepared,
  rows: Uint32Array,
  classOfCode: Int32Array,
  settings: Pick<FitSettings, 'classWeight' | 'seed'>,
): LabelledRows {
  const row = sharedUint32(rows.length);
  row.set(rows);
  shuffle(row, Rng.fromSeed(settings.seed).fork('training order'));
  const label = labelsOf(prepared, row, (code) => classOfCode[code] as number);
  const weight = sharedFloat32(rows.length);
  const classCount = label.reduce((most, k) => Math.max(most, k), 0) + 1;
  for (let i = 0; i < row.length; i++) weight[i] = prepared.trainingWeight?.[row[i] as number] ?? 1;
  const factors = classFactors(label, weight, classCount, settings.classWeight);
  let total = 0;
  for (let i = 0; i < row.length; i++) total += (weight[i] as number) * (factors[label[i] as number] as number);
  const scale = row.length / total;
  for (let i = 0; i < row.length; i++) weight[i] = (weight[i] as number) * (factors[label[i] as number] as number) * scale;
  return { shards: matrix.shards, firstRow: matrix.firstRow, row, label, weight };
}

/**
 * Rows that judge a fit, in row order. A code that the model does not know gets a class of its own behind the model's, so that
 * it counts against macro F1; `classCount` counts these too.
 */
export function judgedRows(
  matrix: LoadedMatrix,
  prepared: Prepared,
  split: Split,
  role: number,
  known: { readonly codes: readonly string[]; readonly classOfCode: Int32Array },
): { readonly rows: LabelledRows; readonly classCount: number } {
  const found = rowsWithRole(split.role, role);
  const row = sharedUint32(found.length);
  row.set(found);
  let classCount = known.codes.length;
  const classOfCode = known.classOfCode.map((index) => (index >= 0 ? index : classCount++));
  const label = labelsOf(prepared, row, (code) => classOfCode[code] as number);
  const weight = sharedFloat32(row.length);
  for (let i = 0; i < row.length; i++) weight[i] = prepared.evaluationWeight?.[row[i] as number] ?? 1;
  return { rows: { shards: matrix.shards, firstRow: matrix.firstRow, row, label, weight }, classCount };
}

function labelsOf(prepared: Prepared, rows: Uint32Array, classOf: (code: number) => number): Int32Array {
  const label = sharedInt32(rows.length);
  for (let i = 0; i < rows.length; i++) label[i] = classOf(prepared.code[rows[i] as number] as number);
  return label;
}

/** Factor of each class, by its weighted row count m_k: none 1 · balanced 1/m_k · power p: m_k^-p. The scale cancels out. */
function classFactors(label: Int32Array, weight: Float32Array, classCount: number, classWeight: ClassWeight): Float64Array {
  const factors = new Float64Array(classCount).fill(1);
  if (classWeight === 'none') return factors;
  const mass = new Float64Array(classCount);
  for (let i = 0; i < label.length; i++) mass[label[i] as number] = (mass[label[i] as number] as number) + (weight[i] as number);
  const power = classWeight === 'balanced' ? 1 : classWeight.power;
  for (let k = 0; k < classCount; k++) if ((mass[k] as number) > 0) factors[k] = pow(mass[k] as number, -power);
  return factors;
}

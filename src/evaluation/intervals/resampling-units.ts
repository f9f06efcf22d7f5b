import { sizeWindow } from './resampling-shares.js';

/** Rows that a model judged. Classes are indexes below `classCount`. */
export interface ResampledRows {
  readonly classCount: number;
  readonly label: Int32Array;
  /** Dense or not: rows with equal numbers are one group. */
  readonly group: Uint32Array;
  /** Weight of each row, above 0; null counts every row once. */
  readonly weight: Float32Array | null;
  /** The class given to each row. */
  readonly predicted: Int32Array;
}

/**
 * Rows as units of resampling: a unit is the rows of one group with one code. Rows of a unit that got the same answer are
 * one cell. A stratum is the units of one code; strata run by rising unit count (ties: by class), units by stratum.
 */
export interface ResamplingUnits {
  readonly classCount: number;
  /** Class of each stratum. */
  readonly stratumClass: Int32Array;
  /** First unit of each stratum, and the unit count at the end. */
  readonly firstUnit: Uint32Array;
  readonly unitStratum: Uint32Array;
  /** First cell of each unit, and the cell count at the end. */
  readonly firstCell: Uint32Array;
  readonly cellWeight: Float64Array;
  /** Class given in each cell. */
  readonly cellPredicted: Int32Array;
  readonly unitWeight: Float64Array;
  /** Weight of each class in the rows: the given supports. */
  readonly support: Float64Array;
  /** Strata of like size of each stratum: from, to (inclusive). */
  readonly likeFrom: Uint32Array;
  readonly likeTo: Uint32Array;
}

/** Cuts rows into units. Cost: rows · ln(rows). */
export function resamplingUnits(rows: ResampledRows): ResamplingUnits {
  const { order, stratumClass, firstUnit, firstRowOfUnit } = orderRows(rows);
  const unitCount = firstRowOfUnit.length - 1;
  const unitStratum = new Uint32Array(unitCount);
  for (let s = 0; s < stratumClass.length; s++) unitStratum.fill(s, firstUnit[s], firstUnit[s + 1]);
  const windows = sizeWindow(Float64Array.from(stratumClass, (_, s) => firstUnit[s + 1]! - firstUnit[s]!));
  return {
    classCount: rows.classCount,
    stratumClass,
    firstUnit,
    unitStratum,
    ...mergeCells(rows, order, firstRowOfUnit),
    support: supports(rows),
    likeFrom: windows.from,
    likeTo: windows.to,
  };
}

function orderRows(rows: ResampledRows) {
  const { label, group, classCount } = rows;
  const byCode = Uint32Array.from({ length: label.length }, (_, row) => row);
  byCode.sort((a, b) => label[a]! - label[b]! || group[a]! - group[b]! || a - b);
  const unitCount = new Uint32Array(classCount);
  for (let i = 0; i < byCode.length; i++) if (startsUnit(rows, byCode, i)) unitCount[label[byCode[i]!]!]!++;
  const stratumClass = Int32Array.from({ length: classCount }, (_, code) => code).filter((code) => unitCount[code]! > 0);
  stratumClass.sort((a, b) => unitCount[a]! - unitCount[b]! || a - b);
  const stratum = new Uint32Array(classCount);
  const firstUnit = new Uint32Array(stratumClass.length + 1);
  stratumClass.forEach((code, s) => {
    stratum[code] = s;
    firstUnit[s + 1] = firstUnit[s]! + unitCount[code]!;
  });
  const order = byCode.sort((a, b) => stratum[label[a]!]! - stratum[label[b]!]! || group[a]! - group[b]! || a - b);
  const firstRowOfUnit: number[] = [];
  for (let i = 0; i < order.length; i++) if (startsUnit(rows, order, i)) firstRowOfUnit.push(i);
  firstRowOfUnit.push(order.length);
  return { order, stratumClass, firstUnit, firstRowOfUnit };
}

function startsUnit({ label, group }: ResampledRows, order: Uint32Array, i: number): boolean {
  return i === 0 || label[order[i]!] !== label[order[i - 1]!] || group[order[i]!] !== group[order[i - 1]!];
}

function mergeCells(rows: ResampledRows, order: Uint32Array, firstRowOfUnit: readonly number[]) {
  const unitCount = firstRowOfUnit.length - 1;
  const firstCell = new Uint32Array(unitCount + 1);
  const unitWeight = new Float64Array(unitCount);
  const cellWeight: number[] = [];
  const cellRow: number[] = [];
  for (let unit = 0; unit < unitCount; unit++) {
    for (let i = firstRowOfUnit[unit]!; i < firstRowOfUnit[unit + 1]!; i++) {
      const row = order[i]!;
      const weight = rows.weight === null ? 1 : rows.weight[row]!;
      let cell = firstCell[unit]!;
      while (cell < cellRow.length && rows.predicted[row] !== rows.predicted[cellRow[cell]!]) cell++;
      if (cell === cellRow.length) {
        cellRow.push(row);
        cellWeight.push(0);
      }
      cellWeight[cell]! += weight;
      unitWeight[unit]! += weight;
    }
    firstCell[unit + 1] = cellRow.length;
  }
  const cellPredicted = Int32Array.from(cellRow, (row) => rows.predicted[row]!);
  return { firstCell, unitWeight, cellWeight: Float64Array.from(cellWeight), cellPredicted };
}

function supports({ label, weight, classCount }: ResampledRows): Float64Array {
  const support = new Float64Array(classCount);
  for (let row = 0; row < label.length; row++) support[label[row]!]! += weight === null ? 1 : weight[row]!;
  return support;
}

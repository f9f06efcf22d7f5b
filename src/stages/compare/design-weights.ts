import type { Prepared } from '../../artifacts/prepared.js';
import { weighToData } from '../../evaluation/calibration/role-weights.js';

/** Weights that let rows stand for the data, and the share of the data's groups whose code has no such row: of it they say nothing. */
export interface DesignWeights {
  /** One entry a row: groups of its group's code in the data by those among the rows, times its evaluation weight. */
  readonly weight: Float32Array;
  readonly unspokenShare: number;
}

/** Undoes that a split gives the groups of rare codes to the test role more often than their share. */
export function designWeights(prepared: Prepared, rows: Uint32Array): DesignWeights {
  const { group, included, evaluationWeight } = prepared;
  const groups = rows.map((row) => group[row] as number);
  const { weight, unspokenShare } = weighToData(prepared, groups, (row) => included[row] === 1);
  return { weight: Float32Array.from(rows, (row, i) => (evaluationWeight?.[row] ?? 1) * (weight[i] as number)), unspokenShare };
}

import type { Prepared } from '../../artifacts/prepared.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { countStrata, strataOf } from '../../evaluation/calibration/group-strata.js';
import { roleWeights } from '../../evaluation/calibration/role-weights.js';

/** Whether rows of the test role can be weighed back to the data: it must have been drawn from it, code by code. */
export function isDrawnByCode({ stratify, test }: PipelineConfig['split']): boolean {
  return stratify && test === null;
}

/** Weights that let rows stand for the data, and the share of the data's groups whose code has no such row: of it they say nothing. */
export interface DesignWeights {
  /** One entry a row: groups of its group's code in the data by those among the rows, times its evaluation weight. */
  readonly weight: Float32Array;
  readonly unspokenShare: number;
}

/** Undoes that a split gives the groups of rare codes to the test role more often than their share. */
export function designWeights(prepared: Prepared, rows: Uint32Array): DesignWeights {
  const { codes, group, included, evaluationWeight } = prepared;
  const stratum = strataOf(prepared, (row) => included[row] === 1);
  const chosen = new Set(Array.from(rows, (row) => group[row] as number));
  const { weight, unspokenShare } = roleWeights(
    Int32Array.from(rows, (row) => stratum[group[row] as number] as number),
    countStrata(stratum, codes.length, () => true),
    countStrata(stratum, codes.length, (own) => chosen.has(own)),
  );
  return { weight: Float32Array.from(rows, (row, i) => (evaluationWeight?.[row] ?? 1) * (weight[i] as number)), unspokenShare };
}

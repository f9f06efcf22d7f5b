import type { Prepared } from '../../artifacts/prepared.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';

/** Whether rows of the test role can be weighed back to the data: it must have been drawn from it, code by code. */
export function isDrawnByCode({ stratify, test }: PipelineConfig['split']): boolean {
  return stratify && test === null;
}

/** Weights that let rows stand for the data, and the share of the data's groups whose code has no such row: of it they say nothing. */
export interface DesignWeights {
  /** One entry a row: groups of its code in the data by those among the rows, times its evaluation weight. */
  readonly weight: Float32Array;
  readonly unspokenShare: number;
}

/**
 * Undoes that a split gives the groups of rare codes to the test role more often than their share. A group whose rows disagree counts for
 * each of its codes.
 */
export function designWeights({ code, group, codes, included, evaluationWeight }: Prepared, rows: Uint32Array): DesignWeights {
  const all = groupsByCode(code, group, codes.length, included.keys(), (row) => included[row] === 1);
  const own = groupsByCode(code, group, codes.length, rows, () => true);
  const total = all.reduce((sum, count) => sum + count, 0);
  const unspoken = all.reduce((sum, count, index) => sum + (own[index] === 0 ? count : 0), 0);
  const weight = Float32Array.from(rows, (row) => {
    const index = code[row] as number;
    return ((evaluationWeight?.[row] ?? 1) * (all[index] as number)) / (own[index] as number);
  });
  return { weight, unspokenShare: total > 0 ? unspoken / total : 0 };
}

function groupsByCode(
  code: Int32Array,
  group: Uint32Array,
  codeCount: number,
  rows: Iterable<number>,
  counts: (row: number) => boolean,
): Uint32Array {
  const seen = Array.from({ length: codeCount }, () => new Set<number>());
  for (const row of rows) if (counts(row) && (code[row] as number) >= 0) (seen[code[row] as number] as Set<number>).add(group[row] as number);
  return Uint32Array.from(seen, ({ size }) => size);
}

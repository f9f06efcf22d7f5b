import type { JudgedRows } from '../../../src/evaluation/judged-rows.js';

/** Judged rows of which only codes, groups and weights matter. */
export function judgedPairs(
  pairs: readonly (readonly [label: number, predicted: number, group?: number, weight?: number])[],
  classCount: number,
): JudgedRows {
  const { length } = pairs;
  return {
    classCount,
    label: Int32Array.from(pairs, ([label]) => label),
    predicted: Int32Array.from(pairs, ([, predicted]) => predicted),
    group: Uint32Array.from(pairs, ([, , group], row) => group ?? row),
    weight: pairs.some(([, , , weight]) => weight !== undefined) ? Float32Array.from(pairs, ([, , , weight]) => weight ?? 1) : null,
    score: new Float64Array(length).fill(1),
    rank: Int32Array.from(pairs, ([label, predicted]) => (label === predicted ? 0 : -1)),
    loss: new Float64Array(length),
    squares: new Float64Array(length).fill(1),
  };
}

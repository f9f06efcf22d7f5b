/** Weighted counts a code, indexed by class: what every F1 is made of. */
export interface CodeCounts {
  /** Weight of the rows with the code. */
  readonly support: Float64Array;
  /** Weight of the rows that were given the code. */
  readonly predicted: Float64Array;
  /** Weight of the rows with the code that were given it. */
  readonly right: Float64Array;
}

/** What a fit can be chosen by. */
export const SUMMARY_NAMES = ['macroF1', 'microF1', 'weightedF1', 'accuracy'] as const;

/** Metrics that a fit is chosen by, each from 0 to 1; the macro mean runs over codes with support. */
export type SummaryMetrics = Readonly<Record<(typeof SUMMARY_NAMES)[number], number>>;

/** Counts of so many codes, all zero. */
export function createCounts(classCount: number): CodeCounts {
  return { support: new Float64Array(classCount), predicted: new Float64Array(classCount), right: new Float64Array(classCount) };
}

/**
 * Counts a prediction against the truth; sums run in row order. Labels and predictions are class indexes below
 * `classCount`. `weight` null counts every row once.
 */
export function countCodes(label: Int32Array, predicted: Int32Array, weight: Float32Array | null, classCount: number): CodeCounts {
  const counts = createCounts(classCount);
  for (let i = 0; i < label.length; i++) {
    const w = weight === null ? 1 : weight[i]!;
    counts.support[label[i]!]! += w;
    counts.predicted[predicted[i]!]! += w;
    if (label[i] === predicted[i]) counts.right[label[i]!]! += w;
  }
  return counts;
}

/** F1 of one code, 2·right / (support + predicted); 0 when the code neither occurs nor is given. */
export function f1Of(counts: CodeCounts, code: number): number {
  const total = counts.support[code]! + counts.predicted[code]!;
  return total > 0 ? (2 * counts.right[code]!) / total : 0;
}

/** Summary metrics over the codes with support; every row has one code and is given one, so micro F1 equals accuracy. */
export function summarise(counts: CodeCounts): SummaryMetrics {
  let f1Sum = 0;
  let weightedSum = 0;
  let codeCount = 0;
  let total = 0;
  let right = 0;
  for (let code = 0; code < counts.support.length; code++) {
    const support = counts.support[code]!;
    if (support === 0) continue;
    const f1 = f1Of(counts, code);
    codeCount++;
    f1Sum += f1;
    weightedSum += support * f1;
    total += support;
    right += counts.right[code]!;
  }
  if (total === 0) return { macroF1: 0, microF1: 0, weightedF1: 0, accuracy: 0 };
  return { macroF1: f1Sum / codeCount, microF1: right / total, weightedF1: weightedSum / total, accuracy: right / total };
}

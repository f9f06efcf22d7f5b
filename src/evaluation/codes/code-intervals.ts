import type { CodeCounts } from '../../ml/code-counts.js';
import { groupSums, walkGroups } from '../intervals/group-sums.js';
import { correctedWilsonInterval, wilsonInterval } from '../intervals/interval-forms.js';
import type { JudgedRows } from '../judged-rows.js';

/** Below so many effective groups the interval is continuity-corrected: Wilson's own holds the recall of one-row codes in 90 of 100. */
const FEW = 5;

/** Low and high. */
export type Bounds = readonly [low: number, high: number];

/** Intervals of one code's figures; null where the figure is not defined. */
export interface CodeIntervals {
  readonly precision: Bounds | null;
  readonly recall: Bounds | null;
  readonly f1: Bounds | null;
}

/**
 * Intervals of precision, recall and F1 of each class, by Wilson's score interval: with few rows a bootstrap shows no variance. F1 is
 * a rising function of Jaccard's index, which is a share as the others are:
 *
 *   F1 = 2·J / (1 + J),   J = right(c) / (rows that have c or were given it)
 *
 * (Lam, Gopal and Qian 2023, Confidence intervals for the F1 score). Rows of one group count by their effective number, as if they
 * agreed: n = (Σ_g a_g)² / Σ_g a_g², a_g the weight of the group's rows in the denominator. With n below five it is continuity-corrected.
 * Cost: rows · ln(rows).
 */
export function codeIntervals(rows: JudgedRows, { support, predicted, right }: CodeCounts, confidence: number): readonly CodeIntervals[] {
  const sizes = effectiveSizes(rows);
  const bounds = (part: number, whole: number, size: number): Bounds | null => (whole > 0 ? shareInterval(part / whole, size, confidence) : null);
  return Array.from(support, (own, code) => {
    const union = own + predicted[code]! - right[code]!;
    const jaccard = bounds(right[code]!, union, sizes.either[code]!);
    return {
      precision: bounds(right[code]!, predicted[code]!, sizes.given[code]!),
      recall: bounds(right[code]!, own, sizes.own[code]!),
      f1: jaccard && [f1OfJaccard(jaccard[0]), f1OfJaccard(jaccard[1])],
    };
  });
}

function shareInterval(share: number, size: number, confidence: number): Bounds {
  const interval = size < FEW ? correctedWilsonInterval : wilsonInterval;
  // Weights of 32 bits: what is all right may come out a rounding above 1.
  return interval(Math.min(1, share), size, confidence);
}

function f1OfJaccard(jaccard: number): number {
  return (2 * jaccard) / (1 + jaccard);
}

/** Effective numbers of groups by class: of the rows that have it, that were given it, and of either kind. */
function effectiveSizes({ classCount, group, label, predicted, weight }: JudgedRows) {
  const own = groupSums(classCount);
  const given = groupSums(classCount);
  const either = groupSums(classCount);
  walkGroups(
    group,
    (row) => {
      const w = weight === null ? 1 : weight[row]!;
      own.add(label[row]!, w);
      given.add(predicted[row]!, w);
      either.add(label[row]!, w);
      if (predicted[row] !== label[row]) either.add(predicted[row]!, w);
    },
    () => {
      for (const sums of [own, given, either]) sums.endGroup();
    },
  );
  return { own: own.effectiveSizes(), given: given.effectiveSizes(), either: either.effectiveSizes() };
}

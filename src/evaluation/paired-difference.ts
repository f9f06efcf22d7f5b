import { type CodeCounts, countCodes } from '../ml/code-counts.js';
import type { CodeFigure } from './figures/figure.js';
import { kishSize } from './intervals/effective-size.js';
import { type AnswerEffects, answerEffects } from './paired/answer-effects.js';
import type { ComparedRows } from './paired/compared-rows.js';
import { type PairedCounts, tangoLowerBound, tangoUpperBound } from './paired/tango-bound.js';

/** A figure of two models on the same rows, and bounds of its difference. */
export interface PairedDifference {
  readonly candidate: number;
  readonly champion: number;
  /** Candidate minus champion. */
  readonly difference: number;
  /** One-sided: the difference is above it with the confidence asked for. */
  readonly lowerBound: number;
  /** Two-sided, with the same confidence. */
  readonly low: number;
  readonly high: number;
  /** Groups of whose rows one model gets more right than the other. */
  readonly discordantUnits: number;
  /** The difference as that of two shares of so many equal units: what the bounds are Tango's of. */
  readonly counts: PairedCounts;
}

/**
 * Where few groups differ their effects say little of how unequal the groups are: they are mixed with so many of the size that all groups
 * have on average.
 */
const PRIOR_UNITS = 4;

/**
 * The difference of a figure between two models on the same rows (`predicted[0]` is the candidate, `predicted[1]` the champion), for new
 * rows of the same codes in the same numbers, one unit a group. With D_g the effect of the answers for group g (`answerEffects`), d the
 * difference and n₀ the Kish size of the groups in the figure:
 *
 *   ψ = Σ |D_g|,   n = (ψ + k/n₀) / (Σ D_g² + k/n₀²),   k = 4
 *
 * the bounds are Tango's for n·(ψ + d)/2 units that only the candidate gets right and n·(ψ − d)/2 that only the champion does, of n. For
 * accuracy these are the groups themselves; for a mean over codes n is what equal units would have the same variance (the jackknife's).
 * Two models that never differ get a bound that rows can narrow, not a certainty. Cost: that of `answerEffects`.
 */
export function pairedDifference(rows: ComparedRows, figure: CodeFigure, confidence: number): PairedDifference {
  const counts = rows.predicted.map((predicted) => countCodes(rows.label, predicted, rows.weight, rows.classCount)) as [CodeCounts, CodeCounts];
  const [candidate, champion] = counts.map((each) => figure.compute(each, 'with-support')) as [number, number];
  const difference = candidate - champion;
  const effects = answerEffects(rows, figure, counts);
  const paired = asShares(effects, groupSize(rows, counts[0], figure), difference);
  return {
    candidate,
    champion,
    difference,
    lowerBound: tangoLowerBound(paired, confidence),
    low: tangoLowerBound(paired, (1 + confidence) / 2),
    high: tangoUpperBound(paired, (1 + confidence) / 2),
    discordantUnits: effects.discordantCount,
    counts: paired,
  };
}

function asShares({ absolute, squares }: AnswerEffects, size: number, difference: number): PairedCounts {
  const count = (absolute + PRIOR_UNITS / size) / (squares + PRIOR_UNITS / (size * size));
  const either = Math.min(1, Math.max(absolute, Math.abs(difference)));
  return { firstOnly: (count * (either + difference)) / 2, secondOnly: (count * (either - difference)) / 2, count };
}

/** (Σ a)² / Σ a² over groups with share a of the figure (Kish 1965): by weight, or each code alike and its rows by weight. 0 without rows. */
function groupSize({ group, label, weight }: ComparedRows, { support }: CodeCounts, { sharedBy }: CodeFigure): number {
  const shares = new Map<number, number>();
  for (let row = 0; row < label.length; row++) {
    const share = (weight === null ? 1 : weight[row]!) / (sharedBy === 'code' ? support[label[row]!]! : 1);
    shares.set(group[row]!, (shares.get(group[row]!) ?? 0) + share);
  }
  let [sum, squares] = [0, 0];
  for (const share of shares.values()) {
    sum += share;
    squares += share * share;
  }
  return kishSize(sum, squares);
}

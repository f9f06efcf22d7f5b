import { type ComparedName, comparedFigure } from '../figures/figures.js';
import type { ComparedRows } from '../paired/compared-rows.js';
import { holm } from '../paired/holm.js';
import { pairedPValue } from '../paired/paired-p-value.js';
import { pairedDifference } from '../paired-difference.js';
import type { Baseline, TestAnswers } from './baseline.js';

/** A kind beside the best by validation, on the same test rows. */
export interface DifferenceToBest {
  /** This one minus the best, in the metric of the search. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  /** Two-sided; corrected for all kinds of the set by Holm's method. */
  readonly pValue: number;
  readonly holmPValue: number;
}

/** A row of the table: all but the answers. */
export interface BaselineRow extends Omit<Baseline, 'answers'> {
  readonly set: string;
  /** Rank by the metric on the test rows; equal values share the mean of their ranks. */
  readonly rank: number;
  /** Null for the best by validation itself. */
  readonly toBest: DifferenceToBest | null;
}

/** The kinds of one set, the best by validation first. */
export interface RankedSet {
  readonly name: string;
  readonly metric: ComparedName;
  readonly splitDigest: string;
  readonly testRowCount: number;
  readonly rows: readonly BaselineRow[];
}

/** Confidence of the differences. */
const CONFIDENCE = 0.95;

/** Orders kinds by validation, ties as they are listed, and holds each against the first on the test rows. */
export function rankBaselines(name: string, metric: ComparedName, baselines: readonly Baseline[]): RankedSet {
  const ordered = [...baselines].sort((a, b) => b.validation - a.validation);
  const [best, ...others] = ordered as [Baseline, ...Baseline[]];
  for (const { splitDigest, estimator } of others)
    if (splitDigest !== best.splitDigest) throw new Error(`${estimator} was split into other rows than ${best.estimator}`);
  const paired = others.map((other) => pairedDifference(comparedRows(other.answers, best.answers), comparedFigure(metric), CONFIDENCE));
  const pValues = paired.map(({ counts }) => pairedPValue(counts));
  const corrected = holm(pValues);
  const ranks = ranksOf(ordered.map(({ metrics }) => metrics[metric]));
  return {
    name,
    metric,
    splitDigest: best.splitDigest,
    testRowCount: best.answers.label.length,
    rows: ordered.map(({ answers: _, ...row }, place) => {
      const found = paired[place - 1];
      const { difference, low, high } = found ?? { difference: 0, low: 0, high: 0 };
      const p = { pValue: pValues[place - 1] as number, holmPValue: corrected[place - 1] as number };
      return {
        set: name,
        ...row,
        rank: ranks[place] as number,
        toBest: found === undefined ? null : { difference, low, high, confidence: CONFIDENCE, ...p },
      };
    }),
  };
}

/** Rows as the gate's comparison has them, the first model in place of the candidate. */
function comparedRows(first: TestAnswers, second: TestAnswers): ComparedRows {
  const { codeCount, label, group, weight } = second;
  return {
    classCount: codeCount,
    label: Int32Array.from(label),
    group: Uint32Array.from(group),
    weight: weight && Float32Array.from(weight),
    predicted: [Int32Array.from(first.given), Int32Array.from(second.given)],
  };
}

/** Ranks from 1 for the highest; equal values share the mean of their ranks. */
function ranksOf(values: readonly number[]): readonly number[] {
  return values.map((value) => {
    const above = values.filter((other) => other > value).length;
    const equal = values.filter((other) => other === value).length;
    return above + (equal + 1) / 2;
  });
}

/** A kind over several sets. */
export interface MeanRank {
  readonly estimator: string;
  readonly meanRank: number;
  readonly setCount: number;
}

/** Mean ranks over sets, best first: a description, with which so few sets carry no test. Empty for one set. */
export function meanRanks(sets: readonly RankedSet[]): readonly MeanRank[] {
  if (sets.length < 2) return [];
  const names = [...new Set(sets.flatMap(({ rows }) => rows.map(({ estimator }) => estimator)))];
  return names
    .map((estimator) => {
      const ranks = sets.flatMap(({ rows }) => rows.filter((row) => row.estimator === estimator).map(({ rank }) => rank));
      return { estimator, meanRank: ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length, setCount: ranks.length };
    })
    .sort((a, b) => a.meanRank - b.meanRank);
}

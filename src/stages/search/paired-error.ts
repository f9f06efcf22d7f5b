import { readScoresFile } from '../../artifacts/files/scores-file.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { rowsWithRole, TRAIN } from '../../artifacts/split.js';
import type { Trial, Trials } from '../../artifacts/trials.js';
import { comparedFigure } from '../../evaluation/figures/figures.js';
import { pairedDifference } from '../../evaluation/paired-difference.js';
import { codesOfRows } from '../../training/training-rows.js';
import type { View } from './views.js';

/** The share of a normal distribution within one standard error. */
const ONE_ERROR = 0.6827;

/** What it takes to tell which rows judge a trial, and by what. */
export interface PairedInput {
  readonly prepared: Prepared;
  /** Those of the search: a trial has scores for each. */
  readonly views: readonly View[];
  readonly metric: Trials['metric'];
}

/**
 * The standard error of the difference of two trials in the metric of the search, for new rows drawn by group and code: both have
 * judged the same rows, so that what they share cancels. The rows of all folds together. Cost: that of `pairedDifference`.
 */
export function pairedError(trials: readonly [Trial, Trial], { prepared, views, metric }: PairedInput): number {
  const [rows, first] = codedRows(trials[0], views, prepared);
  const [, second] = codedRows(trials[1], views, prepared);
  const isJudged = (place: number): boolean => (prepared.evaluationWeight?.[rows[place] as number] ?? 1) > 0;
  const places = [...rows.keys()].filter(isJudged);
  const given = (codes: readonly number[]): Int32Array => Int32Array.from(places, (place) => codes[place] as number);
  const { evaluationWeight } = prepared;
  const judged = {
    classCount: prepared.codes.length,
    label: Int32Array.from(places, (place) => prepared.code[rows[place] as number] as number),
    group: Uint32Array.from(places, (place) => prepared.group[rows[place] as number] as number),
    weight: evaluationWeight && Float32Array.from(places, (place) => evaluationWeight[rows[place] as number] as number),
    predicted: [given(first), given(second)] as const,
  };
  const { high, difference } = pairedDifference(judged, comparedFigure(metric), ONE_ERROR);
  return high - difference;
}

/** The rows that judge a trial over all views, and the code that it gives each, both as among the prepared rows. */
function codedRows({ scores }: Trial, views: readonly View[], prepared: Prepared): readonly [rows: readonly number[], codes: readonly number[]] {
  const codeOf = new Map(prepared.codes.map((code, index) => [code, index]));
  const files = scores.map(({ file }) => readScoresFile(file));
  const codes = files.flatMap(({ rows, top, topCount }, index) => {
    const known = codesOfRows(prepared, rowsWithRole((views[index] as View).split.role, TRAIN)).codes;
    return Array.from(rows, (_, row) => codeOf.get(known[top[row * topCount] as number] as string) as number);
  });
  return [files.flatMap(({ rows }) => [...rows]), codes];
}

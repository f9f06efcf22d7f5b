import type { BoundedFigure } from '../artifacts/evaluation.js';
import type { SuiteResult } from '../artifacts/suite.js';
import { CONFIDENCE, type OverallFigures } from '../evaluation/evaluate.js';
import { formatConfidence, formatCount, formatScore } from './format.js';

/** A suite as pages and terminals show it; figures are null without rows. */
export interface ShownSuite extends Omit<SuiteResult, 'figures'> {
  readonly accuracy: BoundedFigure | null;
  readonly macroF1: BoundedFigure | null;
  readonly codeCount: number | null;
  /** The calibration error. */
  readonly ece: number | null;
  /** The accuracy on its rows that are not marked seen; absent where none is. */
  readonly unseenAccuracy?: BoundedFigure;
  /** Weighted to stand for rows as they come; absent where that is not claimed. */
  readonly asTheyCome?: { readonly accuracy: BoundedFigure; readonly unspokenShare: number };
}

/** The headlines of a suite. */
export function shownSuite({ figures, ...facts }: SuiteResult): ShownSuite {
  if (figures === null) return { ...facts, accuracy: null, macroF1: null, codeCount: null, ece: null };
  const { metrics, unseen, asTheyCome } = figures;
  return {
    ...facts,
    accuracy: boundedFigure(figures, 'accuracy'),
    macroF1: boundedFigure(figures, 'macroF1'),
    codeCount: metrics.codeCount,
    ece: metrics.ece,
    ...(unseen === undefined ? {} : { unseenAccuracy: boundedFigure(unseen, 'accuracy') }),
    ...(asTheyCome.kind === 'none'
      ? {}
      : { asTheyCome: { accuracy: boundedFigure(asTheyCome, 'accuracy'), unspokenShare: asTheyCome.unspokenShare } }),
  };
}

/** A headline figure with its interval. */
export function boundedFigure({ metrics, intervals }: OverallFigures, name: 'accuracy' | 'macroF1'): BoundedFigure {
  const interval = intervals[name];
  return { value: metrics[name], low: interval?.low ?? null, high: interval?.high ?? null };
}

/** A suite a line, for terminals. */
export function suiteFacts(suites: readonly SuiteResult[]): [string, string][] {
  return suites.map(shownSuite).map((suite, index) => [index === 0 ? 'suites' : '', suiteLine(suite)]);
}

function suiteLine({ suite, rowCount, trainedRowCount, accuracy, macroF1, codeCount, ece }: ShownSuite): string {
  const leftOut = trainedRowCount === 0 ? '' : `, ${formatCount(trainedRowCount)} that trained the model left out`;
  const rows = `${suite}: ${formatCount(rowCount)} rows${leftOut}`;
  if (accuracy === null || macroF1 === null) return rows;
  return `${rows}, accuracy ${boundedText(accuracy)} at ${formatConfidence(CONFIDENCE)}, macro F1 ${boundedText(macroF1)} over ${formatCount(codeCount ?? 0)} codes, calibration error ${formatScore(ece)}`;
}

/** `0.745 [0.731, 0.760]`. */
export function boundedText({ value, low, high }: BoundedFigure): string {
  return low === null || high === null ? formatScore(value) : `${formatScore(value)} [${formatScore(low)}, ${formatScore(high)}]`;
}

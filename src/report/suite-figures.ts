import type { SuiteResult } from '../artifacts/suite.js';
import { CONFIDENCE, type OverallFigures } from '../evaluation/evaluate.js';
import { formatConfidence, formatCount, formatScore } from './format.js';

/** A figure with the bounds of its interval; null where there is none. */
interface Bounded {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A suite as pages and terminals show it; figures are null without rows. */
export interface ShownSuite extends Omit<SuiteResult, 'figures'> {
  readonly accuracy: Bounded | null;
  readonly macroF1: Bounded | null;
  readonly codeCount: number | null;
  /** The calibration error. */
  readonly ece: number | null;
  /** The accuracy on its rows that are not marked seen; absent where none is. */
  readonly unseenAccuracy?: Bounded;
  /** Weighted to stand for rows as they come; absent where that is not claimed. */
  readonly asTheyCome?: { readonly accuracy: Bounded; readonly unspokenShare: number };
}

/** The headlines of a suite. */
export function shownSuite({ figures, ...facts }: SuiteResult): ShownSuite {
  if (figures === null) return { ...facts, accuracy: null, macroF1: null, codeCount: null, ece: null };
  const { metrics, unseen, asTheyCome } = figures;
  return {
    ...facts,
    accuracy: bounded(figures, 'accuracy'),
    macroF1: bounded(figures, 'macroF1'),
    codeCount: metrics.codeCount,
    ece: metrics.ece,
    ...(unseen === undefined ? {} : { unseenAccuracy: bounded(unseen, 'accuracy') }),
    ...(asTheyCome.kind === 'none' ? {} : { asTheyCome: { accuracy: bounded(asTheyCome, 'accuracy'), unspokenShare: asTheyCome.unspokenShare } }),
  };
}

function bounded({ metrics, intervals }: OverallFigures, name: 'accuracy' | 'macroF1'): Bounded {
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
export function boundedText({ value, low, high }: Bounded): string {
  return low === null || high === null ? formatScore(value) : `${formatScore(value)} [${formatScore(low)}, ${formatScore(high)}]`;
}

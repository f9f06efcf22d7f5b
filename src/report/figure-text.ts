import type { DesignFigures } from '../evaluation/evaluate.js';
import { type Figure, intervalOf } from '../evaluation/figures/figure.js';
import { FIGURES, figuresWithCard, isMeanOverCodes, type Metrics } from '../evaluation/figures/figures.js';
import type { Interval } from '../evaluation/intervals/interval.js';
import { formatConfidence, formatCount, formatFigure, formatScore } from './format.js';
import { unspokenWords } from './sections/as-they-come-table.js';

/** Figures as a manifest recorded them, which may be older than some figure of the list. */
export type RecordedMetrics = Partial<Metrics>;

/** Recorded figures with the intervals of some of them. */
export interface RecordedFigures {
  readonly metrics: RecordedMetrics;
  readonly intervals: Readonly<Record<string, Interval>>;
}

/** The figures that a run is listed by: those with a large card on the page. */
export const HEADLINES = figuresWithCard(FIGURES, 'large');

const SMALL_A_LINE = 3;
const NOTHING: RecordedFigures = { metrics: {}, intervals: {} };

/**
 * All figures over codes with support as a terminal has room for them: those with a large card a line each, then the small
 * ones three a line, each as in `macro F1 0.505 [0.472, 0.538] at 95 % over 309 codes (with-support)`. Figures that were not
 * recorded are left out; a dash when none was.
 */
export function figureLines(recorded: RecordedFigures, figures: readonly Figure[] = FIGURES): readonly string[] {
  const known = figures.filter((figure) => recordedValue(recorded.metrics, figure) !== undefined);
  if (known.length === 0) return ['–'];
  const texts = (size: 'large' | 'small'): string[] => figuresWithCard(known, size).map((figure) => figureText(figure, recorded));
  return [...texts('large'), ...joinBy(SMALL_A_LINE, texts('small'))];
}

/** The same as facts: the first line under a name, the others under none. */
export function figureFacts(name: string, recorded: RecordedFigures | null): [string, string][] {
  return figureLines(recorded ?? NOTHING).map((line, index) => [index === 0 ? name : '', line]);
}

/** The headlines weighted to stand for rows as they come, and what they cannot speak for, on one line; nothing where that is not claimed. */
export function asTheyComeFacts(asTheyCome: DesignFigures): [string, string][] {
  if (asTheyCome.kind === 'none') return [];
  const headlines = HEADLINES.map((figure) => figureText(figure, asTheyCome)).join(', ');
  return [['', `as rows come: ${headlines}; ${unspokenWords(asTheyCome.unspokenShare)}`]];
}

/** The figures that any of these recorded, those with a large card first. */
export function recordedFigures(recorded: readonly RecordedMetrics[]): readonly Figure[] {
  const headlines: readonly Figure[] = HEADLINES;
  const others = FIGURES.filter((figure) => !headlines.includes(figure));
  return [...headlines, ...others].filter((figure) => recorded.some((metrics) => recordedValue(metrics, figure) !== undefined));
}

/** The value alone; a dash for a figure that was not recorded. */
export function recordedText(metrics: RecordedMetrics, figure: Figure): string {
  const value = recordedValue(metrics, figure);
  return value === undefined ? '–' : formatFigure(figure, value);
}

function figureText(figure: Figure, { metrics, intervals }: RecordedFigures): string {
  const { labelSet = 'with-support', codeCount } = metrics;
  const interval = intervalOf(figure, labelSet, intervals);
  const between = interval && `[${formatScore(interval.low)}, ${formatScore(interval.high)}] at ${formatConfidence(interval.confidence)}`;
  const over = isMeanOverCodes(figure) && codeCount !== undefined ? `over ${formatCount(codeCount)} codes (${labelSet})` : undefined;
  return [figure.label, recordedText(metrics, figure), between, over].filter((part) => part !== undefined).join(' ');
}

/** Manifests are files: what one says of a figure may be anything. */
function recordedValue(metrics: RecordedMetrics, { name }: Figure): number | undefined {
  const value: unknown = metrics[name as keyof RecordedMetrics];
  return typeof value === 'number' ? value : undefined;
}

function joinBy(count: number, texts: readonly string[]): string[] {
  return texts.flatMap((_, first) => (first % count === 0 ? [texts.slice(first, first + count).join(', ')] : []));
}

import type { OverallFigures } from '../evaluation/evaluate.js';
import { type Figure, intervalOf } from '../evaluation/figures/figure.js';
import { FIGURES, figuresWithCard, figureValue } from '../evaluation/figures/figures.js';
import { formatConfidence, formatScore } from './format.js';

/** A figure over codes with support as a terminal has room for it: `macro F1 0.505 [0.472, 0.538] at 95 %`. */
export function figureText(figure: Figure, overall: Pick<OverallFigures, 'metrics' | 'intervals'>): string {
  return `${labelInText(figure)} ${valueText(figure, overall)}`;
}

/** The figures that a model or a run is told by: those with a large card on the page. */
export const HEADLINES = figuresWithCard(FIGURES, 'large');

/** `accuracy 0.739, macro F1 0.505`, of recorded figures; one that was not recorded is a dash. */
export function headlineText(metrics: Readonly<Record<string, unknown>>): string {
  return HEADLINES.map((figure) => `${labelInText(figure)} ${recordedScore(metrics, figure)}`).join(', ');
}

/** A figure of those that a manifest recorded, which may be older than the figure. */
export function recordedScore(metrics: Readonly<Record<string, unknown>>, { name }: Figure): string {
  const value = metrics[name];
  return formatScore(typeof value === 'number' ? value : null);
}

function labelInText({ label }: Figure): string {
  return `${label.charAt(0).toLowerCase()}${label.slice(1)}`;
}

/** The same without its name. */
export function valueText(figure: Figure, { metrics, intervals }: Pick<OverallFigures, 'metrics' | 'intervals'>): string {
  const value = formatScore(figureValue(metrics, figure));
  const interval = intervalOf(figure, metrics.labelSet, intervals);
  if (interval === undefined) return value;
  return `${value} [${formatScore(interval.low)}, ${formatScore(interval.high)}] at ${formatConfidence(interval.confidence)}`;
}

import type { DesignFigures, OverallFigures } from '../../evaluation/evaluate.js';
import { type Figure, intervalOf } from '../../evaluation/figures/figure.js';
import { figuresWithCard, figureValue } from '../../evaluation/figures/figures.js';
import { formatFigure, formatShare } from '../format.js';
import { between } from '../page/between.js';
import { type Html, html } from '../page/html.js';
import { table } from '../page/parts.js';

/** The figures of both questions side by side: of rows like the judged ones, and of rows as they come. Nothing for a run that knew one only. */
export function asTheyComeTable(plain: OverallFigures, asTheyCome: DesignFigures | undefined, figures: readonly Figure[]): Html | null {
  if (asTheyCome === undefined) return null;
  if (asTheyCome.kind === 'none') return html`<p class="note">No figure here is weighted to stand for rows as they come: ${asTheyCome.reason}.</p>`;
  const shown = [...figuresWithCard(figures, 'large'), ...figuresWithCard(figures, 'small')].filter(({ name }) => name in asTheyCome.metrics);
  return html`<p>The split gives rare codes a larger part of the test rows than they have of the data. Weighted back by code, the rows speak for <strong>rows as they come</strong>; ${unspokenWords(asTheyCome.unspokenShare)}.</p>
${table({
  id: 'as-they-come-table',
  compact: true,
  columns: [
    { name: 'Figure', kind: 'text' },
    { name: 'At the given supports', kind: 'number' },
    { name: 'For rows as they come', kind: 'number' },
  ],
  rows: shown.map((figure) => ({ cells: [figure.label, figureCell(figure, plain), figureCell(figure, asTheyCome)] })),
})}`;
}

/** What is said of the data by no test row. */
export function unspokenWords(unspokenShare: number): string {
  if (unspokenShare === 0) return 'every code of the data has test rows';
  return `no test row speaks for the codes of ${formatShare(unspokenShare)} of the groups`;
}

/** The value with its interval, small, where it has one. */
export function figureCell(figure: Figure, { metrics, intervals }: Pick<OverallFigures, 'metrics' | 'intervals'>): Html {
  const interval = intervalOf(figure, metrics.labelSet, intervals);
  const { low = null, high = null } = interval ?? {};
  return html`${formatFigure(figure, figureValue(metrics, figure))}${between(low, high, 'beside')}`;
}

import { type Figure, intervalOf, type LabelSet, MEAN_KINDS, MEANS_OF, type MeanKind } from '../../evaluation/figures/figure.js';
import { FIGURES, figuresWithCard, figureValue, isMeanOverCodes, type Metrics, meanFigure } from '../../evaluation/figures/figures.js';
import type { Interval } from '../../evaluation/intervals/interval.js';
import { formatConfidence, formatCount, formatFigure, formatScore } from '../format.js';
import { type Html, html } from '../page/html.js';
import { section, table } from '../page/parts.js';
import { describeRepeats } from '../repeats-text.js';
import type { ReportData } from '../report-data.js';
import { asTheyComeTable, figureCell } from './as-they-come-table.js';

/** The figures on test rows: each macro mean with its label set, each interval with its estimand. A figure that the run did not compute yet has no card. */
export function metricsSection({ evaluation, repeats = null }: ReportData, figures: readonly Figure[] = FIGURES): Html {
  const { metrics, allCodes, suite } = evaluation;
  const known = figures.filter(({ name }) => name in metrics);
  return section(
    'metrics',
    'How good it is',
    html`<p>On the <strong>${formatCount(metrics.rowCount)} ${suite} rows</strong>, which no choice of this run has seen. Macro F1 is the plain mean over ${labelSetWords(metrics.labelSet, metrics.codeCount)}.</p>`,
    html`<div class="cards small">${[
      ...known.filter(hasCardOfItsOwn).map((figure) => allCodesCard(figure, allCodes)),
      ...figuresWithCard(known, 'small').map((figure) =>
        card(capitalise(figure.label), formatFigure(figure, figureValue(metrics, figure)), figure.card.note),
      ),
    ]}</div>`,
    asTheyComeTable(evaluation, evaluation.asTheyCome, known),
    repeats === null
      ? null
      : html`<p class="note">The same pipeline ${describeRepeats(repeats)}. That is the spread over what a seed decides, beside the intervals and not in them: those are of the rows.</p>`,
    meansTable(known, evaluation),
    metrics.unknownCodeRowCount === 0
      ? null
      : html`<p class="note">${formatCount(metrics.unknownCodeRowCount)} ${suite} rows have a code that no training row has: they count as wrong everywhere, and are left out of the log loss, where they would be infinite.</p>`,
  );
}

/** A mean over codes with a card: the others have their place in the table of means. */
function hasCardOfItsOwn(figure: Figure): boolean {
  return isMeanOverCodes(figure) && figure.card?.size !== 'cell';
}

type Judged = Pick<ReportData['evaluation'], 'metrics' | 'allCodes' | 'intervals'>;

/** Precision, recall and F1, averaged over codes in each way that there is. */
function meansTable(figures: readonly Figure[], { metrics, allCodes, intervals }: Judged): Html | null {
  if (!figures.some((figure) => figure.card?.size === 'cell')) return null;
  const lines = MEAN_KINDS.flatMap((kind) => (kind === 'macro' ? [metrics, allCodes] : [metrics]).map((values) => ({ kind, values })));
  return table({
    id: 'means-table',
    compact: true,
    columns: [{ name: 'Mean', kind: 'text' }, ...MEANS_OF.map((of) => ({ name: capitalise(of), kind: 'number' as const }))],
    rows: lines.map(({ kind, values }) => ({
      cells: [meanName(kind, values), ...MEANS_OF.map((of) => meanCell(meanFigure(figures, kind, of), values, intervals))],
    })),
  });
}

function meanCell(figure: Figure | undefined, metrics: Metrics, intervals: Judged['intervals']): Html {
  return figure === undefined ? html`–` : figureCell(figure, { metrics, intervals });
}

function meanName(kind: MeanKind, { labelSet, codeCount }: Metrics): string {
  if (kind === 'weighted') return 'weighted: codes by their support';
  if (kind === 'micro') return 'micro: all rows together, which is the accuracy';
  return `macro, ${labelSet}: ${formatCount(codeCount)} codes alike`;
}

/** A figure with its interval. */
export function largeCard(figure: Figure, metrics: Metrics, intervals: Readonly<Record<string, Interval>>): Html {
  const value = formatFigure(figure, figureValue(metrics, figure));
  const interval = intervalOf(figure, metrics.labelSet, intervals);
  return html`<div class="card"><p class="name">${nameUnder(figure, metrics.labelSet)}</p><p class="value">${value}</p>${interval === undefined ? null : intervalLines(interval)}</div>`;
}

function intervalLines({ low, high, confidence, estimand, unit }: Interval): Html {
  return html`
<p class="interval">${formatConfidence(confidence)} interval <strong>${formatScore(low)} – ${formatScore(high)}</strong></p>
<p class="note">of: ${estimand}; resampled by ${unit}</p>`;
}

/** A mean over codes a second time, over all of them. */
function allCodesCard(figure: Figure, allCodes: Metrics): Html {
  const note = `${formatCount(allCodes.codeCount)} codes; one without a test row counts as 0`;
  return card(nameUnder(figure, allCodes.labelSet), formatFigure(figure, figureValue(allCodes, figure)), note);
}

function card(name: string, value: string, note: string): Html {
  return html`<div class="card"><p class="name">${name}</p><p class="value">${value}</p><p class="note">${note}</p></div>`;
}

/** The label set is part of the name of a mean over codes. */
function nameUnder(figure: Figure, labelSet: LabelSet): string {
  const name = capitalise(figure.label);
  if (!isMeanOverCodes(figure)) return name;
  return `${name}, ${labelSet === 'with-support' ? 'codes with test support' : 'all codes of the run'}`;
}

function capitalise(label: string): string {
  return `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
}

function labelSetWords(labelSet: LabelSet, codeCount: number): string {
  return `${labelSet === 'with-support' ? 'the' : 'all'} ${formatCount(codeCount)} codes ${labelSet === 'with-support' ? 'that occur in these rows' : 'of the run, also those without a row here'}`;
}

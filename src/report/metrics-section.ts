import type { Interval, LabelSet } from '../artifacts/evaluation.js';
import { formatConfidence, formatCount, formatNumber, formatScore } from './format.js';
import { type Html, html } from './html.js';
import { section } from './parts.js';
import type { ReportData } from './report-data.js';

/** The headline figures on test rows: each macro mean with its label set, each interval with its estimand. */
export function metricsSection({ evaluation }: ReportData): Html {
  const { metrics, allCodes, intervals, suite } = evaluation;
  return section(
    'metrics',
    'How good it is',
    html`<p>On the <strong>${formatCount(metrics.rowCount)} ${suite} rows</strong>, which no choice of this run has seen. Macro F1 is the plain mean over ${labelSetWords(metrics.labelSet, metrics.codeCount)}.</p>`,
    html`<div class="cards">${headline('Accuracy', metrics.accuracy, intervals.accuracy)}${headline(`Macro F1, ${labelSetName(metrics.labelSet)}`, metrics.macroF1, intervals.macroF1)}</div>`,
    html`<div class="cards small">${[
      small(
        `Macro F1, ${labelSetName(allCodes.labelSet)}`,
        formatScore(allCodes.macroF1),
        `${formatCount(allCodes.codeCount)} codes; one without a test row counts as 0`,
      ),
      small('Weighted F1', formatScore(metrics.weightedF1), 'mean over codes by support'),
      small('Micro F1', formatScore(metrics.microF1), 'over all rows'),
      small('Top 5', formatScore(metrics.top5), 'right code among the first five'),
      small('Log loss', formatNumber(metrics.logLoss), 'nats a row, lower is better'),
      small('Calibration error', formatScore(metrics.ece), 'mean gap of score and share right'),
      small('Brier score', formatScore(metrics.brier), 'of the first code; lower is better'),
    ]}</div>`,
    metrics.unknownCodeRowCount === 0
      ? null
      : html`<p class="note">${formatCount(metrics.unknownCodeRowCount)} ${suite} rows have a code that no training row has: they count as wrong everywhere, and are left out of the log loss, where they would be infinite.</p>`,
  );
}

/** The label set in the metric's name. */
function labelSetName(labelSet: LabelSet): string {
  return labelSet === 'with-support' ? 'codes with test support' : 'all codes of the run';
}

function labelSetWords(labelSet: LabelSet, codeCount: number): string {
  return `${labelSet === 'with-support' ? 'the' : 'all'} ${formatCount(codeCount)} codes ${labelSet === 'with-support' ? 'that occur in these rows' : 'of the run, also those without a row here'}`;
}

function headline(name: string, value: number, interval: Interval): Html {
  return html`<div class="card"><p class="name">${name}</p><p class="value">${formatScore(value)}</p>
<p class="interval">${formatConfidence(interval.confidence)} interval <strong>${formatScore(interval.low)} – ${formatScore(interval.high)}</strong></p>
<p class="note">of: ${interval.estimand}; resampled by ${interval.unit}</p></div>`;
}

function small(name: string, value: string, note: string): Html {
  return html`<div class="card"><p class="name">${name}</p><p class="value">${value}</p><p class="note">${note}</p></div>`;
}

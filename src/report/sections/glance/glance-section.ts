import { unreachable } from '../../../core/unreachable.js';
import type { OverallFigures } from '../../../evaluation/evaluate.js';
import { type Figure, intervalOf } from '../../../evaluation/figures/figure.js';
import { FIGURES, figuresWithCard, figureValue } from '../../../evaluation/figures/figures.js';
import { describeCoding } from '../../coding-text.js';
import { formatShare } from '../../format.js';
import { type Html, html } from '../../page/html.js';
import { callout, section, type Tone } from '../../page/parts.js';
import type { ReportData } from '../../report-data.js';
import { largeCard } from '../metrics-section.js';
import { coverage } from './coverage.js';
import { nearestState } from './nearest-state.js';
import { statesOf } from './states-of.js';

/** The first screen: how good the model is in a sentence, what became of it, two figures, and what review buys. */
export function glanceSection(data: ReportData, figures: readonly Figure[] = FIGURES): Html {
  const { evaluation, calibration, comparison } = data;
  const { metrics, intervals } = evaluation;
  const known = figures.filter(({ name }) => name in metrics);
  const { tone, headline } = verdict(data);
  return section(
    'glance',
    'At a glance',
    leadSentence(data),
    callout(tone, headline, sentence(comparison.reason)),
    html`<div class="cards">${figuresWithCard(known, 'large').map((figure) => largeCard(figure, metrics, intervals))}</div>`,
    data.coding == null ? null : html`<p class="note">Coding: ${describeCoding(data.coding)}.</p>`,
    coverage(statesOf(calibration.review), calibration.review.threshold),
  );
}

/** Of rows as they come where the test rows can speak for them, else of rows like the test rows. */
function leadSentence({ evaluation, calibration }: ReportData): Html {
  const { asTheyCome } = evaluation;
  const isWeighted = asTheyCome?.kind === 'weighted';
  const figures = isWeighted ? asTheyCome : evaluation;
  return html`<p class="lead">Codes are right for <strong>${shareWithSpread(figures)}</strong> of ${isWeighted ? 'new texts' : 'texts like the test rows'}${automaticWords(calibration.review)}.</p>`;
}

function shareWithSpread({ metrics, intervals }: OverallFigures): string {
  const accuracy = FIGURES.find(({ name }) => name === 'accuracy');
  const interval = accuracy === undefined ? undefined : intervalOf(accuracy, metrics.labelSet, intervals);
  const value = accuracy === undefined ? metrics.accuracy : figureValue(metrics, accuracy);
  if (interval === undefined) return formatShare(value);
  return `${formatShare(value)} (${(100 * interval.low).toFixed(1)} to ${formatShare(interval.high)})`;
}

/** What the model's own rule comes to, as the state nearest to its threshold says. */
function automaticWords(review: ReportData['calibration']['review']): Html | null {
  const state = statesOf(review)[nearestState(statesOf(review), review.threshold)];
  if (state?.automaticAccuracy == null || state.reviewShare === 0) return null;
  return html`; ${formatShare(1 - state.reviewShare)} of them can be coded unseen, of which <strong>${formatShare(state.automaticAccuracy)}</strong> are right`;
}

function verdict({ comparison, registration }: ReportData): { readonly tone: Tone; readonly headline: string } {
  const version = registration === null ? 'not registered' : `version ${registration.version} of ${registration.name}`;
  const isChampion = registration?.champion === true;
  switch (comparison.decision) {
    case 'no-champion':
      return isChampion
        ? { tone: 'good', headline: `First model: ${version} is the champion` }
        : { tone: 'neutral', headline: `First model, and no champion was set: ${version}` };
    case 'promote':
      return isChampion
        ? { tone: 'good', headline: `Promoted: ${version} is the champion` }
        : { tone: 'neutral', headline: `Passed the gate, not promoted (gate.promote is false): ${version}` };
    case 'refuse':
      return { tone: 'bad', headline: `Not promoted: the gate refused ${version}` };
    case 'cannot-tell':
      return { tone: 'caution', headline: `Not promoted: the gate cannot tell (${version})` };
    case 'unchanged':
      return { tone: 'neutral', headline: `Unchanged: this is the champion's own model (${version})` };
    default:
      return unreachable(comparison.decision);
  }
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

import { unreachable } from '../../core/unreachable.js';
import { differenceChart } from '../charts/charts.js';
import { formatConfidence, formatCount, formatDifference, formatScore } from '../format.js';
import { type Html, html } from '../page/html.js';
import { callout, facts, section, type Tone } from '../page/parts.js';
import type { ReportData } from '../report-data.js';

/** What became of the model, and why: the first thing on the page. */
export function decisionSection(data: ReportData): Html {
  const { comparison } = data;
  const { tone, headline } = verdict(data);
  const compared = comparison.candidate !== null && comparison.championValue !== null;
  return section(
    'decision',
    'Decision',
    callout(tone, headline, sentence(comparison.reason)),
    compared ? comparedWith(data) : null,
    warnings(data.warnings),
  );
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

function comparedWith({ comparison }: ReportData): Html {
  const { interval, difference } = comparison;
  const lines = [
    { at: 0, name: 'equal' },
    { at: -comparison.margin, name: `margin ${formatDifference(-comparison.margin)}` },
  ];
  return html`${facts([
    ['Metric', comparison.metric],
    ['Candidate', formatScore(comparison.candidate)],
    [`Champion ${comparison.champion ?? ''}`, formatScore(comparison.championValue)],
    ['Difference', formatDifference(difference)],
    ['One-sided lower bound', formatDifference(comparison.lowerBound)],
    ['Margin, set beforehand', formatScore(comparison.margin)],
    ['Rows that neither model was made with', formatCount(comparison.sharedRowCount)],
  ])}${
    interval === null || difference === null
      ? null
      : html`${differenceChart(difference, interval.low, interval.high, lines)}<p class="note">${formatConfidence(interval.confidence)} interval of: ${interval.estimand}; resampled by ${interval.unit}.</p>`
  }`;
}

function warnings(messages: readonly string[]): Html | null {
  if (messages.length === 0) return null;
  return html`<div class="callout caution"><p class="headline">${messages.length === 1 ? 'One warning' : `${messages.length} warnings`}</p><ul>${messages.map((message) => html`<li>${message}</li>`)}</ul></div>`;
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

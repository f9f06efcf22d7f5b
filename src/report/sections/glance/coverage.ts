import type { ReviewState } from '../../../evaluation/review/review-states.js';
import { reviewChart } from '../../charts/review-chart.js';
import { formatScore, formatShare } from '../../format.js';
import { type Html, html } from '../../page/html.js';
import { facts } from '../../page/parts.js';
import { nearestState } from './nearest-state.js';

/** The risk–coverage curve with a slider over its states: what each share of review comes to. Nothing without states. */
export function coverage(states: readonly ReviewState[], threshold: number | null): Html | null {
  if (states.length === 0) return null;
  const start = nearestState(states, threshold);
  const lines = states.map(stateWords);
  const at = states[start] as ReviewState;
  return html`<div class="coverage" style="--reviewed:${Number(at.reviewShare.toFixed(4))}">
<div class="charts">${reviewChart(states)}<div class="slider">
<label for="review-share">Rows that people look at</label>
<input type="range" id="review-share" min="0" max="${states.length - 1}" step="1" value="${start}" aria-valuetext="${formatShare(at.reviewShare)}" data-lines="${JSON.stringify(lines)}" data-shares="${JSON.stringify(states.map(({ reviewShare }) => Number(reviewShare.toFixed(4))))}">
${facts(NAMES.map((name, i) => [name, html`<output for="review-share">${(lines[start] as readonly string[])[i]}</output>`]))}
<p class="note">From rows that neither the model nor its scores were fitted on, as rows come. The model's own rule is where the slider starts.</p>
</div></div></div>`;
}

const NAMES = ['People look at', 'Scores below', 'Right of the rows coded unseen', 'Wrong of the rows coded unseen', 'Right of all rows'];

function stateWords({ reviewShare, threshold, automaticAccuracy, wholeAccuracy }: ReviewState): readonly string[] {
  return [
    formatShare(reviewShare),
    threshold === null ? '–' : formatScore(threshold),
    automaticAccuracy === null ? '–' : formatShare(automaticAccuracy),
    automaticAccuracy === null ? '–' : formatShare(1 - automaticAccuracy),
    formatShare(wholeAccuracy),
  ];
}

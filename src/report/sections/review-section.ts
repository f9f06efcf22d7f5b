import type { ReviewState } from '../../evaluation/review/review-states.js';
import { reviewChart } from '../charts/review-chart.js';
import { formatCount, formatScore, formatShare } from '../format.js';
import { type Html, html } from '../page/html.js';
import { facts, section, table } from '../page/parts.js';
import type { ReportData } from '../report-data.js';
import { describeReview } from '../review-text.js';

/** What people look at, what is promised of the rest, and what more or less review would buy. */
export function reviewSection({ calibration }: ReportData): Html {
  const { review } = calibration;
  // Runs of earlier releases planned no review.
  const states = (review.states as readonly ReviewState[] | undefined) ?? [];
  const title = 'What people look at';
  if (states.length === 0) return section('review', title, html`<p class="note">There are no calibration rows to plan a review by.</p>`);
  return section(
    'review',
    title,
    facts([
      ['For review', describeReview(review)],
      [
        'Made from',
        `${formatCount(review.groupCount)} groups of texts that the model was not fitted on; ${formatShare(review.all.error)} wrong without review`,
      ],
      ['A person is wrong', `${formatShare(review.reviewerError)} of the time (review.reviewerError)`],
    ]),
    html`<div class="charts">${reviewChart(states)}</div>`,
    stateTable(states),
  );
}

function stateTable(states: readonly ReviewState[]): Html {
  return table({
    id: 'review-table',
    compact: true,
    columns: [
      { name: 'Reviewed', kind: 'number' },
      { name: 'Scores below', kind: 'number' },
      { name: 'Right of the automatic', kind: 'number' },
      { name: 'Right of all', kind: 'number' },
    ],
    rows: states.map(({ reviewShare, threshold, automaticAccuracy, wholeAccuracy }) => ({
      cells: [
        formatShare(reviewShare),
        threshold === null ? '–' : formatScore(threshold),
        automaticAccuracy === null ? '–' : formatShare(automaticAccuracy),
        formatShare(wholeAccuracy),
      ],
    })),
  });
}

import type { ReviewRule } from '../../artifacts/evaluation.js';
import type { ReviewState } from '../../evaluation/review/review-states.js';
import { formatCount, formatScore, formatShare } from '../format.js';
import { type Html, html } from '../page/html.js';
import { facts, foreign, section, table } from '../page/parts.js';
import type { ReportData } from '../report-data.js';
import { describeReview } from '../review-text.js';
import { statesOf } from './glance/states-of.js';

/** What people look at, what is promised of the rest, and what more or less review would buy. */
export function reviewSection({ calibration }: ReportData): Html {
  const { review } = calibration;
  const states = statesOf(review);
  const title = 'What people look at';
  if (states.length === 0) return section('review', title, html`<p class="note">There are no rows to plan a review by.</p>`);
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
    stateTable(states),
    promiseTable(review),
  );
}

/** Shown of the promises for single codes. */
const MOST_PROMISES = 50;

function promiseTable({ target, promise, byCode, leastToPromise }: ReviewRule): Html | null {
  if (target === null || promise === null || leastToPromise === null) return null;
  const least = formatCount(Math.ceil(leastToPromise));
  const note = html`<p class="note">Of single codes nothing is promised below ${least} groups of automatic rows: such codes are taken together under their parent where these suffice, and nothing is said of the others. A promise for one code holds singly; <em>all at once</em> divides the risk by the number of lines.</p>`;
  if (byCode.length === 0) return note;
  return html`${note}${table({
    id: 'promises-table',
    compact: true,
    columns: [
      { name: 'Code given', kind: 'text' },
      { name: 'Groups', kind: 'number' },
      { name: 'Wrong', kind: 'number' },
      { name: `At most ${formatShare(target.error)}`, kind: 'text' },
    ],
    rows: byCode.slice(0, MOST_PROMISES).map(({ code, isPooled, codeCount, effectiveCount, error, holdsAlone, holdsTogether }) => ({
      cells: [
        html`${foreign(code)}${isPooled ? ` (${formatCount(codeCount)} codes below it)` : null}`,
        formatCount(Math.round(effectiveCount)),
        formatShare(error),
        holdsTogether ? 'holds, all at once' : holdsAlone ? 'holds singly' : 'not shown',
      ],
    })),
  })}`;
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

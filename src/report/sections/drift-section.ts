import { shiftTable } from '../compare/shift-table.js';
import { formatCount, formatShare } from '../format.js';
import type { Drift } from '../newest-rows.js';
import { type Html, html } from '../page/html.js';
import { callout, foreign, section, table } from '../page/parts.js';
import type { ReportData } from '../report-data.js';

/** Whether the newest rows have the codes of the earlier ones; nothing where no rows are known to be newer. */
export function driftSection({ drift }: ReportData): Html | null {
  if (drift == null) return null;
  const { shifts, newestCount, earlierCount } = drift;
  const isAlarm = shifts.some((level) => level.isAlarm);
  const headline = isAlarm ? 'The newest rows have other codes than the earlier ones' : 'No drift of the codes beyond chance';
  return section(
    'drift',
    'Drift',
    callout(
      isAlarm ? 'caution' : 'good',
      headline,
      html`${formatCount(newestCount)} rows of ${newestWords(drift)} beside ${formatCount(earlierCount)} earlier ones.`,
    ),
    shiftTable(shifts, {
      id: 'drift-table',
      note: 'Shift is the share of the newest rows that would have to have another code for both distributions to be equal. The noise floor is what is seldom exceeded (5 times in 100, at any of the levels) where any texts could have been the newest.',
    }),
    changedTable(drift),
  );
}

function newestWords({ by, newest }: Drift): Html {
  return by === 'period' ? html`the test, from ${foreign(newest)} on,` : html`the last partition, ${foreign(newest)},`;
}

/** Which codes make up a shift; of chance alone nobody need know them. */
function changedTable({ codes, newestCount, earlierCount }: Drift): Html {
  return html`<details><summary>Codes whose share changed most</summary>${table({
    id: 'drift-codes-table',
    compact: true,
    columns: [
      { name: 'Code', kind: 'text' },
      { name: 'Earlier', kind: 'number' },
      { name: 'Newest', kind: 'number' },
    ],
    rows: codes.map(({ code, earlier, newest }) => ({
      cells: [foreign(code), shareOf(earlier, earlierCount), shareOf(newest, newestCount)],
    })),
  })}</details>`;
}

function shareOf(count: number, whole: number): Html {
  return html`${formatShare(count, whole)} <span class="between">${formatCount(count)}</span>`;
}

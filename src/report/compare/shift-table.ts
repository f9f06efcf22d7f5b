import type { LevelShift } from '../../evaluation/consistency/level-shift.js';
import { formatNumber, formatShare } from '../format.js';
import { type Html, html } from '../page/html.js';
import { table } from '../page/parts.js';

/** What a table of shifts is of. */
interface Shown {
  readonly id: string;
  /** What shift and noise floor mean. */
  readonly note: string;
}

/** Two models, one set of rows. */
const OF_MODELS: Shown = {
  id: 'shift-table',
  note: 'Shift is the share of the rows that would have to get another code for both distributions to be equal. The noise floor is what is seldom exceeded (5 times in 100, at any of the levels) where of each text that moved either model could have given either code.',
};

/** The shift of codes by level, and what chance does. */
export function shiftTable(shifts: readonly LevelShift[], { id, note }: Shown = OF_MODELS): Html {
  return html`${table({
    id,
    compact: true,
    columns: [
      { name: 'Level', kind: 'text' },
      { name: 'Shift', kind: 'number' },
      { name: 'Noise floor', kind: 'number' },
      { name: 'p', kind: 'number' },
      { name: 'More than chance', kind: 'text' },
    ],
    rows: shifts.map(({ level, shift, floor, pValue, isAlarm }) => ({
      cells: [
        level === shifts.length ? `${level} (codes)` : level,
        formatShare(shift),
        formatShare(floor),
        formatNumber(pValue),
        isAlarm ? 'yes' : 'no',
      ],
    })),
  })}<p class="note">${note}</p>`;
}

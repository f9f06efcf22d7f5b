import type { Consistency } from '../../evaluation/consistency/consistency.js';
import { formatCount, formatScore, formatShare } from '../format.js';
import { type Html, html } from '../page/html.js';
import { callout, foreign, section, table } from '../page/parts.js';
import { comparisonPage } from './comparison-page.js';
import { codeName, movesTable } from './moves-table.js';
import { shiftTable } from './shift-table.js';
import { vocabularyPart } from './vocabulary-part.js';

/** What was compared, as the caller named it. */
export interface ComparedNames {
  readonly first: string;
  readonly second: string;
  readonly data: string;
}

/** What two models say of rows without codes, as one page. */
export function consistencyPage(found: Consistency, { first, second, data }: ComparedNames): string {
  const note = html`${formatCount(found.rowCount)} rows of ${data}, by ${foreign(first)} and then ${foreign(second)}`;
  return comparisonPage('two models, one set of rows', note, consistencySections(found));
}

/** Agreement and shift, what moved, the words, and the scores. */
export function consistencySections(found: Consistency): Html {
  return html`${consistencySection(found)}${movesSection(found)}${vocabularySection(found)}${scoresSection(found)}`;
}

/** Agreement and shift. */
function consistencySection({ agreement, shifts }: Consistency): Html {
  const alarms = shifts.filter(({ isAlarm }) => isAlarm);
  const headline = alarms.length === 0 ? 'No shift beyond chance' : 'The distribution of codes has shifted';
  return section(
    'shift',
    'Agreement and shift',
    callout(alarms.length === 0 ? 'good' : 'caution', headline, `${formatShare(agreement)} of the rows get the same code from both.`),
    shiftTable(shifts),
  );
}

function movesSection({ codes, moves }: Consistency): Html {
  return section(
    'moved',
    'What moved most',
    table({
      id: 'codes-table',
      compact: true,
      columns: [
        { name: 'Code', kind: 'text' },
        { name: 'First', kind: 'number' },
        { name: 'Second', kind: 'number' },
        { name: 'Difference', kind: 'number' },
      ],
      rows: codes.map(({ code, first, second }) => ({
        cells: [codeName(code), formatCount(first), formatCount(second), `${second > first ? '+' : '−'}${formatCount(Math.abs(second - first))}`],
      })),
    }),
    movesTable(moves),
  );
}

function vocabularySection({ vocabulary }: Consistency): Html | null {
  return vocabulary === undefined ? null : section('vocabulary', 'Words that are not known', vocabularyPart(vocabulary));
}

function scoresSection({ scores: { first, second, distance } }: Consistency): Html {
  const tenths = Array.from({ length: 10 }, (_, i) => ({
    cells: [
      `${i / 10} to ${(i + 1) / 10}`,
      ...[first, second].map(({ tenths: shares }) => (shares === null ? '–' : formatShare(shares[i] as number))),
    ],
  }));
  return section(
    'scores',
    'Scores',
    html`<p>Mean score ${formatScore(first.mean)} and ${formatScore(second.mean)}: the share of the rows that each model expects to be right. The two distributions are ${formatScore(distance)} apart at most.</p>`,
    table({
      id: 'scores-table',
      compact: true,
      columns: [
        { name: 'Score', kind: 'text' },
        { name: 'First', kind: 'number' },
        { name: 'Second', kind: 'number' },
      ],
      rows: tenths,
    }),
  );
}

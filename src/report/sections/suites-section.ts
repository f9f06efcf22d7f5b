import type { SuiteCheck } from '../../artifacts/suite.js';
import { formatCount, formatDifference, formatScore } from '../format.js';
import { scoreCell } from '../page/between.js';
import { type Html, html } from '../page/html.js';
import { section, table } from '../page/parts.js';
import type { ReportData } from '../report-data.js';
import { boundedText, type ShownSuite } from '../suite-figures.js';

/** The suites side by side, and what the gate found on those that it requires; nothing without suites. */
export function suitesSection({ suites = null, comparison }: ReportData): Html | null {
  if (suites === null || suites.length === 0) return null;
  const checks = comparison.suites ?? [];
  return section(
    'suites',
    'Suites',
    html`<p>Named sets of rows, each judged by itself: what is true of the test rows need not be true of them.</p>`,
    table({
      id: 'suites-table',
      compact: true,
      columns: [
        { name: 'Suite', kind: 'text' },
        { name: 'Kind', kind: 'text', minor: true },
        { name: 'Rows', kind: 'number' },
        { name: 'Accuracy', kind: 'number' },
        { name: 'Macro F1', kind: 'number' },
        { name: 'Codes', kind: 'number', minor: true },
        { name: 'Calibration error', kind: 'number', minor: true },
        { name: 'Gate', kind: 'text' },
      ],
      rows: suites.map((suite) => ({ cells: cellsOf(suite, checks) })),
    }),
    ...suites.map(noteOf),
    checkTable(checks),
  );
}

function cellsOf({ suite, kind, rowCount, accuracy, macroF1, codeCount, ece }: ShownSuite, checks: readonly SuiteCheck[]): (string | Html)[] {
  const check = checks.find((each) => each.suite === suite);
  const figures =
    accuracy === null || macroF1 === null
      ? ['–', '–', '–', '–']
      : [scoreCell(accuracy), scoreCell(macroF1), formatCount(codeCount ?? 0), formatScore(ece)];
  return [suite, kind, formatCount(rowCount), ...figures, check === undefined ? '' : WORDS[check.decision]];
}

const WORDS = { promote: 'passes', refuse: 'worse', 'cannot-tell': 'cannot tell' } as const;

function noteOf({ suite, trainedRowCount, unseenAccuracy, asTheyCome }: ShownSuite): Html | null {
  const parts = [
    ...(trainedRowCount === 0 ? [] : [`${formatCount(trainedRowCount)} of its rows have trained the model and are left out`]),
    ...(unseenAccuracy === undefined ? [] : [`accuracy ${boundedText(unseenAccuracy)} on its rows whose text or group has no other role`]),
    ...(asTheyCome === undefined ? [] : [`accuracy ${boundedText(asTheyCome.accuracy)} for rows of the period as they come`]),
  ];
  return parts.length === 0 ? null : html`<p class="note">${suite}: ${parts.join('; ')}.</p>`;
}

/** Candidate and champion on the suites that the gate requires. */
function checkTable(checks: readonly SuiteCheck[]): Html | null {
  if (checks.length === 0) return null;
  return html`<h3>Beside the champion</h3>${table({
    id: 'suite-checks-table',
    compact: true,
    columns: [
      { name: 'Suite', kind: 'text' },
      { name: 'Shared rows', kind: 'number' },
      { name: 'Difference', kind: 'number' },
      { name: 'Lower bound', kind: 'number' },
      { name: 'Margin', kind: 'number' },
      { name: 'Why', kind: 'text' },
    ],
    rows: checks.map(({ suite, sharedRowCount, difference, lowerBound, margin, reason }) => ({
      cells: [suite, formatCount(sharedRowCount), formatDifference(difference), formatDifference(lowerBound), formatScore(margin), reason],
    })),
  })}`;
}

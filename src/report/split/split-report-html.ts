import { ROLES } from '../../artifacts/split.js';
import { formatCount, formatShare } from '../format.js';
import { htmlDocument } from '../page/document.js';
import { type Html, html } from '../page/html.js';
import { callout, foreign, section, table } from '../page/parts.js';
import type { SplitReport } from './split-report.js';
import { leakLines, leakNote } from './split-report-parts.js';

/** A split report as one self-contained HTML page, without script. The same report gives the same bytes. */
export function splitReportHtml(report: SplitReport, run: string): string {
  const body = html`<header><p class="kicker">millrace split</p><h1>${run}</h1>
<p class="note">${formatCount(report.rowCount)} rows · ${formatCount(report.codes.length)} codes</p></header>
<main>${splitLeakSection(report)}${splitCodesSection(report)}</main>`;
  return htmlDocument(`split of run ${run}`, body);
}

/** How much the test rows give away of the train rows, beside a plain row split. */
export function splitLeakSection(report: SplitReport): Html {
  const { sameTextRowCount, testRowCount } = report.leak;
  return section(
    'split-leak',
    'What test rows give away of train rows',
    sameTextRowCount === 0
      ? callout('good', 'No text on both sides', `None of ${formatCount(testRowCount)} test rows has the text of a train row.`)
      : callout(
          'caution',
          'Texts on both sides',
          `${formatCount(sameTextRowCount)} of ${formatCount(testRowCount)} test rows have the text of a train row.`,
        ),
    table({
      id: 'split-leak-table',
      compact: true,
      columns: [
        { name: 'Measure', kind: 'text' },
        { name: 'This split', kind: 'number' },
        { name: 'Plain row split', kind: 'number' },
      ],
      rows: leakLines(report).map((cells) => ({ cells })),
    }),
    html`<p class="note">${leakNote(report)}</p>`,
  );
}

/** Rows by code and role. */
export function splitCodesSection({ codes, rowCounts, rowCount, absentCodeCounts }: SplitReport): Html {
  return section(
    'split-codes',
    'Rows by code and role',
    table({
      id: 'split-codes-table',
      columns: [{ name: 'Code', kind: 'text' }, ...[...ROLES, 'rows'].map((name) => ({ name, kind: 'number' }) as const)],
      rows: [
        { cells: ['all codes', ...rowCounts.map(formatCount), formatCount(rowCount)], mark: 'total' },
        { cells: ['share', ...rowCounts.map((count) => formatShare(count, rowCount)), null] },
        { cells: ['codes without a row', ...absentCodeCounts.map(formatCount), null] },
        ...codes.map(({ code, roles }) => ({
          cells: [foreign(code), ...roles.map(formatCount), formatCount(roles.reduce((sum, count) => sum + count, 0))],
        })),
      ],
    }),
  );
}

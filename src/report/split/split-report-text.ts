import { ROLES } from '../../artifacts/split.js';
import { formatCount, formatShare } from '../format.js';
import type { CodeRoleCounts, SplitReport } from './split-report.js';
import { leakLines, leakNote } from './split-report-parts.js';

/** Lines of a table, each a row of cells; the first is the header. The terminal program lays them out. */
export type TextRows = readonly (readonly string[])[];

/** A split report for a terminal: two tables and a note. `shownCodes` limits the first. */
export function splitReportText(
  report: SplitReport,
  shownCodes: number,
): { readonly codes: TextRows; readonly leak: TextRows; readonly notes: readonly string[] } {
  const { rowCounts, rowCount, codes, absentCodeCounts } = report;
  const shown = codes.slice(0, shownCodes).map(codeCells);
  const hidden = codes.length - shown.length;
  return {
    codes: [
      ['code', ...ROLES, 'rows'],
      ...shown,
      ['all codes', ...rowCounts.map(formatCount), formatCount(rowCount)],
      ['share', ...rowCounts.map((count) => formatShare(count, rowCount)), ''],
      ['codes without a row', ...absentCodeCounts.map(formatCount), ''],
    ],
    leak: [['leak', 'this split', 'plain row split'], ...leakLines(report)],
    notes: [...(hidden > 0 ? [`${formatCount(hidden)} smaller codes are not shown`] : []), leakNote(report)],
  };
}

function codeCells({ code, roles }: CodeRoleCounts): readonly string[] {
  return [code, ...roles.map(formatCount), formatCount(roles.reduce((sum, count) => sum + count, 0))];
}

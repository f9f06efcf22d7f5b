import { curveChart } from '../../charts/curve-chart.js';
import { formatCount, formatShare } from '../../format.js';
import { scoreCell } from '../../page/between.js';
import { type Html, html } from '../../page/html.js';
import { section, table } from '../../page/parts.js';
import type { ReportData } from '../../report-data.js';

/** Test figures by the share of the training rows; nothing for a run that did not ask for it. */
export function curveSection({ curve = null }: ReportData): Html | null {
  if (curve === null) return null;
  return section(
    'curve',
    'Learning curve',
    html`<p>The settings that won, fitted on a part of the groups of each code and judged on the same test rows: where figures still rise towards the right, more texts would help.</p>`,
    curveChart(curve),
    table({
      id: 'curve-table',
      compact: true,
      columns: [
        { name: 'Share', kind: 'number' },
        { name: 'Train rows', kind: 'number' },
        { name: 'Codes', kind: 'number', minor: true },
        { name: 'Accuracy', kind: 'number' },
        { name: 'Macro F1', kind: 'number' },
      ],
      rows: curve.map(({ share, rowCount, codeCount, figures }) => ({
        cells: [formatShare(share), formatCount(rowCount), formatCount(codeCount), scoreCell(figures.accuracy), scoreCell(figures.macroF1)],
        ...(share === 1 ? { mark: 'chosen' } : {}),
      })),
    }),
    html`<p class="note">Smaller parts lie in larger ones, and each code keeps a group at least. Small numbers are 95 % intervals, of the test rows, which are the same for all fits: so differences between fits are surer than they look. Settings were chosen with all rows; the features are those of the part.</p>`,
  );
}

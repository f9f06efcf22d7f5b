import { historyChart } from '../charts/history-chart.js';
import { formatCount } from '../format.js';
import { scoreCell } from '../page/between.js';
import { type Html, html } from '../page/html.js';
import { foreign, section, table } from '../page/parts.js';
import type { ReportData } from '../report-data.js';
import { labelOf, namesOf, ownRun, type PastFigure, type PastRun } from '../run-history.js';

/** The pipeline's earlier runs of this workspace, as they stood when this one ended; nothing for the first. */
export function historySection(data: ReportData): Html | null {
  const earlier = data.history ?? [];
  if (earlier.length === 0) return null;
  const runs = [...earlier, ownRun(data)];
  const names = namesOf(runs);
  return section(
    'history',
    'Earlier runs',
    historyChart(runs),
    html`<div class="scroll-box">${table({
      id: 'history-table',
      columns: [
        { name: 'Run', kind: 'text' },
        { name: 'Model', kind: 'text', minor: true },
        ...names.map((name) => ({ name: labelOf(name), kind: 'number' as const })),
        { name: 'Champion at its end', kind: 'text', minor: true },
        { name: 'Test rows', kind: 'text', minor: true },
      ],
      rows: runs.toReversed().map((run, i) => ({ cells: historyCells(run, names, data.split.splitDigest), ...(i === 0 ? { mark: 'chosen' } : {}) })),
    })}</div>`,
    html`<p class="note">The latest ${formatCount(runs.length)} runs of this pipeline in this workspace, as recorded when this run ended. Small numbers are 95 % intervals. A full dot: the model was champion when its run ended. Figures of other test rows are no comparison; <code>millrace compare RUN RUN</code> says why two runs differ.</p>`,
  );
}

function historyCells({ run, model, champion, splitDigest, figures }: PastRun, names: readonly string[], own: string) {
  return [
    run,
    model === null ? '–' : foreign(model),
    ...names.map((name) => figureWithBounds(figures.find((figure) => figure.name === name))),
    champion === null ? 'none' : champion === model ? 'this model' : foreign(champion),
    splitDigest === own ? 'the same' : 'others',
  ];
}

function figureWithBounds(figure: PastFigure | undefined): Html {
  return figure === undefined ? html`–` : scoreCell(figure);
}

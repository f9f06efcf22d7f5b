import { canonicalJson, type Json } from '../../../core/canonical-json.js';
import type { MeanRank, RankedSet } from '../../../evaluation/baselines/rank-baselines.js';
import { formatCount, formatNumber } from '../../format.js';
import { type Html, html } from '../../page/html.js';
import { foreign, section, table } from '../../page/parts.js';
import { comparisonPage } from '../comparison-page.js';
import { baselineColumns, baselineNote } from './baseline-columns.js';
import { speedChart } from './speed-chart.js';

/** Kinds of models on one or more sets, as one page. */
export function baselinesPage(sets: readonly RankedSet[], ranks: readonly MeanRank[]): string {
  const kinds = new Set(sets.flatMap(({ rows }) => rows.map(({ estimator }) => estimator)));
  const note = html`${formatCount(kinds.size)} kinds of models on ${formatCount(sets.length)} ${sets.length === 1 ? 'set' : 'sets'} of rows`;
  return comparisonPage('kinds of models on equal terms', note, html`${sets.map(setSection)}${ranksSection(ranks)}${settingsSection(sets)}`);
}

function setSection(set: RankedSet, place: number): Html {
  const columns = baselineColumns(set);
  return section(
    `set-${place}`,
    set.name,
    table({
      id: `set-${place}-table`,
      columns,
      rows: set.rows.map((row) => ({ cells: columns.map(({ show }) => show(row)) })),
    }),
    html`<p class="note">${baselineNote(set)}</p>`,
    speedChart(set, place),
  );
}

function ranksSection(ranks: readonly MeanRank[]): Html | null {
  if (ranks.length === 0) return null;
  return section(
    'ranks',
    'Mean ranks',
    table({
      id: 'ranks-table',
      compact: true,
      columns: [
        { name: 'estimator', kind: 'text' },
        { name: 'mean rank', kind: 'number' },
        { name: 'sets', kind: 'number' },
      ],
      rows: ranks.map(({ estimator, meanRank, setCount }) => ({ cells: [estimator, formatNumber(meanRank), formatCount(setCount)] })),
    }),
    html`<p class="note">Ranks by the test figure of each set, 1 the best, means over sets. So few sets carry no test.</p>`,
  );
}

function settingsSection(sets: readonly RankedSet[]): Html {
  return section(
    'settings',
    'Settings',
    table({
      id: 'settings-table',
      columns: [
        { name: 'set', kind: 'text' },
        { name: 'estimator', kind: 'text' },
        { name: 'trials', kind: 'number' },
        { name: 'chosen by validation', kind: 'text' },
      ],
      rows: sets.flatMap(({ name, rows }) =>
        rows.map(({ estimator, trialCount, settings }) => ({
          cells: [name, estimator, formatCount(trialCount), foreign(canonicalJson(settings as Json))],
        })),
      ),
    }),
  );
}

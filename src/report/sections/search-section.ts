import type { Trial } from '../../artifacts/trials.js';
import { formatSeconds, formatSize } from '../../core/size.js';
import { kindOf } from '../../estimators/kinds.js';
import { chosenPass } from '../../ml/chosen-pass.js';
import { memberSpread } from '../../ml/member-spread.js';
import { scaleChart } from '../charts/charts.js';
import { formatCount, formatNumber, formatScore, formatSpread } from '../format.js';
import { type Html, html } from '../page/html.js';
import { type Cell, callout, section, table } from '../page/parts.js';
import type { ReportData } from '../report-data.js';

/** Every grid point, and the one that validation chose. */
export function searchSection({ trials }: ReportData): Html {
  const winner = trials.trials[trials.chosen];
  const full = trials.trials.filter(isFull);
  const rule = trials.rule === undefined ? null : html` (${trials.rule})`;
  return section(
    'search',
    'What was tried',
    html`<p>${formatCount(trials.trials.length)} ${trials.trials.length === 1 ? 'trial' : 'trials'}, judged by <strong>${trials.metric}</strong> on ${
      winner?.folds === undefined ? 'validation rows' : `${winner.folds.length} folds of train and validation rows`
    }${
      winner === undefined ? null : html`; chosen: <strong>${winner.label}</strong> with ${formatScore(winner.validation[trials.metric])}${rule}`
    }. Equal scores go to the lower loss of the validation rows, then to the kind that is listed first, then to the simpler settings (the larger penalty), then to fewer features, then to the earlier point.${
      full.length < trials.trials.length
        ? ' Successive halving: after one to seven passes over the training rows only the best trials go on; what is left is fitted in full. The figures of dropped trials are those of their last short fit and cannot be compared with full ones.'
        : null
    }</p>`,
    winner === undefined ? null : limits(winner, trials.trials),
    full.length > 1 ? scaleChart({ ...trials, trials: full }) : null,
    table({
      id: 'trials-table',
      sortable: true,
      columns: [
        { name: '#', kind: 'number', minor: true },
        { name: 'Settings', kind: 'text' },
        { name: 'Macro F1', kind: 'number' },
        { name: 'Accuracy', kind: 'number', minor: true },
        { name: 'Stopped by', kind: 'text', minor: true },
        { name: 'Best pass', kind: 'number', minor: true },
        { name: 'Relative gap', kind: 'number', minor: true },
        { name: 'Seconds', kind: 'number' },
        { name: 'Allocated', kind: 'number', minor: true },
      ],
      rows: trials.trials.map((trial, index) => ({
        cells: trialCells(trial, index === trials.chosen),
        ...(index === trials.chosen ? { mark: 'chosen' } : {}),
      })),
    }),
  );
}

/** Where the grid or the pass limit, not the data, may have decided. */
function limits(winner: Trial, trials: readonly Trial[]): Html | null {
  const messages = [
    ...scaleLimits(winner, trials),
    ...(winner.status === 'pass-limit' && winner.bestPass === winner.passes.length
      ? ['The chosen trial was still getting better when it reached its pass limit (search.maxPasses): more passes may do better.']
      : []),
  ];
  return messages.length === 0 ? null : callout('caution', 'The search ended at a border', ...messages);
}

/** Whether the choice lies at an end of the axis that its kind is drawn against. */
function scaleLimits(winner: Trial, trials: readonly Trial[]): readonly string[] {
  const { scale } = kindOf(winner.settings).settings;
  if (scale === null) return [];
  const values = trials.filter(({ settings }) => settings.estimator === winner.settings.estimator).map(({ settings }) => scale.of(settings));
  const [least, most, chosen] = [Math.min(...values), Math.max(...values), scale.of(winner.settings)];
  if (least === most) return [];
  return [
    ...(chosen === least && chosen > 0 ? [`The chosen ${scale.what} is the smallest of the grid: a smaller one may do better.`] : []),
    ...(chosen === most ? [`The chosen ${scale.what} is the largest of the grid: a larger one may do better.`] : []),
  ];
}

/** Whether a trial was fitted in full, not dropped after short fits. */
function isFull({ halving }: Trial): boolean {
  return (halving?.droppedAt ?? null) === null;
}

/** Of an average `, members ± 0.012`, of a mixture `, 0.25 of full rank, members ± 0.012`. */
function describeMembers(trial: Trial): string {
  const pass = chosenPass(trial);
  const spread = memberSpread(pass);
  const share = pass.fullShare === undefined ? '' : `, ${formatNumber(pass.fullShare)} of full rank`;
  return spread === null ? share : `${share}, members ± ${formatSpread(spread)}`;
}

/** What ended a trial; only the first is convergence. */
const ENDED: Readonly<Record<Trial['status'], string>> = {
  converged: 'tolerance (converged)',
  'stopped-by-validation': 'validation',
  'pass-limit': 'pass limit',
  'closed-form': 'closed form',
  grown: 'grown',
  rounded: 'converged, then rounded',
};

function trialCells(trial: Trial, chosen: boolean): readonly Cell[] {
  const { validation, certificate } = trial;
  const gap = certificate.kind === 'duality-gap' ? certificate.relativeGap : null;
  return [
    { content: String(trial.trial), sort: trial.trial },
    {
      content: html`<span class="code">${trial.label}</span><span class="title">${trial.variant}, ${formatCount(trial.featureCount)} features${describeMembers(trial)}${chosen ? html` · <strong>chosen</strong>` : null}</span>`,
      sort: trial.label,
    },
    { content: formatScore(validation.macroF1), sort: validation.macroF1 },
    { content: formatScore(validation.accuracy), sort: validation.accuracy },
    isFull(trial)
      ? { content: ENDED[trial.status], sort: trial.status }
      : { content: `dropped at rung ${trial.halving?.droppedAt}`, sort: `dropped ${trial.halving?.droppedAt}` },
    { content: `${trial.bestPass} of ${trial.passes.length}`, sort: trial.passes.length },
    { content: gap === null ? '–' : formatNumber(gap), sort: gap ?? -1 },
    { content: formatSeconds(trial.seconds), sort: trial.seconds },
    { content: formatSize(trial.allocatedBytes), sort: trial.allocatedBytes },
  ];
}

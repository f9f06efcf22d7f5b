import type { Trials } from '../../artifacts/trials.js';
import type { Column } from '../../engine/table-files.js';
import { kindOf } from '../../estimators/kinds.js';
import { chosenPass } from '../../ml/chosen-pass.js';
import { SUMMARY_NAMES } from '../../ml/code-counts.js';
import { memberSpread } from '../../ml/member-spread.js';
import { foldSpread } from './join-folds.js';

/**
 * `trials.parquet`: a row a trial. `memberSpread` and `fullShare` are those of the best pass (see `PassRecord`). With halving
 * `droppedAtRung` (null: fitted in full) and a `rungNScore` column with the score after each rung; with folds `foldCount` and `scoreSpread`, the standard deviation of the search metric over them.
 */
export function trialsTable({ trials, chosen, metric }: Trials): readonly Column[] {
  return [
    { name: 'trial', type: 'int32', values: trials.map((trial) => trial.trial) },
    { name: 'chosen', type: 'boolean', values: trials.map((trial) => trial.trial === chosen) },
    { name: 'label', type: 'text', values: trials.map((trial) => trial.label) },
    { name: 'variant', type: 'text', values: trials.map((trial) => trial.variant) },
    { name: 'featureCount', type: 'int32', values: trials.map((trial) => trial.featureCount) },
    { name: 'estimator', type: 'text', values: trials.map((trial) => trial.settings.estimator) },
    ...settingsColumns(trials),
    { name: 'status', type: 'text', values: trials.map((trial) => trial.status) },
    { name: 'bestPass', type: 'int32', values: trials.map((trial) => trial.bestPass) },
    { name: 'passes', type: 'int32', values: trials.map((trial) => trial.passes.length) },
    ...SUMMARY_NAMES.map((name): Column => ({ name, type: 'float64', values: trials.map(({ validation }) => validation[name]) })),
    { name: 'memberSpread', type: 'float64', values: trials.map((trial) => memberSpread(chosenPass(trial))) },
    { name: 'fullShare', type: 'float64', values: trials.map((trial) => chosenPass(trial).fullShare ?? null) },
    { name: 'objective', type: 'float64', values: trials.map((trial) => trial.certificate.objective) },
    { name: 'relativeGap', type: 'float64', values: trials.map(({ certificate }) => (certificate.kind === 'none' ? null : certificate.relativeGap)) },
    {
      name: 'gradientNorm',
      type: 'float64',
      values: trials.map(({ certificate }) => (certificate.kind === 'none' ? null : certificate.gradientNorm)),
    },
    { name: 'seconds', type: 'float64', values: trials.map((trial) => trial.seconds) },
    { name: 'allocatedBytes', type: 'int64', values: trials.map((trial) => trial.allocatedBytes) },
    ...halvingColumns(trials),
    ...foldColumns(trials, metric),
  ];
}

function halvingColumns(trials: Trials['trials']): readonly Column[] {
  if (!trials.some(({ halving }) => halving !== undefined)) return [];
  const rungs = [...new Set(trials.flatMap(({ halving }) => halving?.rungs.map(({ rung }) => rung) ?? []))].sort((a, b) => a - b);
  return [
    { name: 'droppedAtRung', type: 'int32', values: trials.map(({ halving }) => halving?.droppedAt ?? null) },
    ...rungs.map(
      (rung): Column => ({
        name: `rung${rung}Score`,
        type: 'float64',
        values: trials.map(({ halving }) => halving?.rungs.find((result) => result.rung === rung)?.score ?? null),
      }),
    ),
  ];
}

function foldColumns(trials: Trials['trials'], metric: Trials['metric']): readonly Column[] {
  if (!trials.some(({ folds }) => folds !== undefined)) return [];
  return [
    { name: 'foldCount', type: 'int32', values: trials.map(({ folds }) => folds?.length ?? null) },
    { name: 'scoreSpread', type: 'float64', values: trials.map(({ folds }) => foldSpread(folds, metric)) },
  ];
}

/** The columns of all kinds that were tried, in the order in which kinds first name them; null for trials of a kind without it. */
function settingsColumns(trials: Trials['trials']): readonly Column[] {
  const kinds = [...new Set(trials.map(({ settings }) => kindOf(settings)))];
  const columns = new Map(kinds.flatMap((kind) => kind.settings.columns.map(({ name, type }) => [name, type] as const)));
  return [...columns].map(([name, type]) => ({
    name,
    type,
    values: trials.map(
      ({ settings }) =>
        kindOf(settings)
          .settings.columns.find((column) => column.name === name)
          ?.of(settings) ?? null,
    ),
  }));
}

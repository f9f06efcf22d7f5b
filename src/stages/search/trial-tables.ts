import type { Trials } from '../../artifacts/trials.js';
import { canonicalJson } from '../../core/canonical-json.js';
import type { Column } from '../../engine/table-files.js';
import { SUMMARY_NAMES } from '../../ml/code-counts.js';
import { foldSpread } from './join-folds.js';

/**
 * `trials.parquet`: a row a trial. With halving `droppedAtRung` (null: fitted in full) and a `rungNScore` column with the score
 * after each rung; with folds `foldCount` and `scoreSpread`, the standard deviation of the search metric over them.
 */
export function trialsTable({ trials, chosen, metric }: Trials): readonly Column[] {
  return [
    { name: 'trial', type: 'INTEGER', values: trials.map((trial) => trial.trial) },
    { name: 'chosen', type: 'BOOLEAN', values: trials.map((trial) => trial.trial === chosen) },
    { name: 'label', type: 'VARCHAR', values: trials.map((trial) => trial.label) },
    { name: 'variant', type: 'VARCHAR', values: trials.map((trial) => trial.variant) },
    { name: 'featureCount', type: 'INTEGER', values: trials.map((trial) => trial.featureCount) },
    { name: 'estimator', type: 'VARCHAR', values: trials.map((trial) => trial.settings.estimator) },
    { name: 'mode', type: 'VARCHAR', values: trials.map((trial) => trial.settings.mode) },
    { name: 'l2', type: 'DOUBLE', values: trials.map((trial) => trial.settings.l2) },
    { name: 'l1', type: 'DOUBLE', values: trials.map((trial) => trial.settings.l1) },
    { name: 'classWeight', type: 'VARCHAR', values: trials.map((trial) => nameOf(trial.settings.classWeight)) },
    { name: 'rank', type: 'INTEGER', values: trials.map((trial) => trial.settings.rank) },
    { name: 'status', type: 'VARCHAR', values: trials.map((trial) => trial.status) },
    { name: 'bestPass', type: 'INTEGER', values: trials.map((trial) => trial.bestPass) },
    { name: 'passes', type: 'INTEGER', values: trials.map((trial) => trial.passes.length) },
    ...SUMMARY_NAMES.map((name): Column => ({ name, type: 'DOUBLE', values: trials.map(({ validation }) => validation[name]) })),
    { name: 'objective', type: 'DOUBLE', values: trials.map((trial) => trial.certificate.objective) },
    { name: 'relativeGap', type: 'DOUBLE', values: trials.map(({ certificate }) => (certificate.kind === 'none' ? null : certificate.relativeGap)) },
    {
      name: 'gradientNorm',
      type: 'DOUBLE',
      values: trials.map(({ certificate }) => (certificate.kind === 'none' ? null : certificate.gradientNorm)),
    },
    { name: 'seconds', type: 'DOUBLE', values: trials.map((trial) => trial.seconds) },
    { name: 'allocatedBytes', type: 'BIGINT', values: trials.map((trial) => trial.allocatedBytes) },
    ...halvingColumns(trials),
    ...foldColumns(trials, metric),
  ];
}

function halvingColumns(trials: Trials['trials']): readonly Column[] {
  if (!trials.some(({ halving }) => halving !== undefined)) return [];
  const rungs = [...new Set(trials.flatMap(({ halving }) => halving?.rungs.map(({ rung }) => rung) ?? []))].sort((a, b) => a - b);
  return [
    { name: 'droppedAtRung', type: 'INTEGER', values: trials.map(({ halving }) => halving?.droppedAt ?? null) },
    ...rungs.map(
      (rung): Column => ({
        name: `rung${rung}Score`,
        type: 'DOUBLE',
        values: trials.map(({ halving }) => halving?.rungs.find((result) => result.rung === rung)?.score ?? null),
      }),
    ),
  ];
}

function foldColumns(trials: Trials['trials'], metric: Trials['metric']): readonly Column[] {
  if (!trials.some(({ folds }) => folds !== undefined)) return [];
  return [
    { name: 'foldCount', type: 'INTEGER', values: trials.map(({ folds }) => folds?.length ?? null) },
    { name: 'scoreSpread', type: 'DOUBLE', values: trials.map(({ folds }) => foldSpread(folds, metric)) },
  ];
}

function nameOf(classWeight: Trials['trials'][number]['settings']['classWeight']): string {
  return typeof classWeight === 'string' ? classWeight : canonicalJson({ ...classWeight });
}

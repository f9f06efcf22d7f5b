import type { Evaluation } from '../../artifacts/evaluation.js';
import { runFiles } from '../../artifacts/files/run-files.js';
import type { SuiteResult } from '../../artifacts/suite.js';
import { loadBundle } from '../../model/bundle/open-bundle.js';
import { rowColumns } from '../../model/prepared-rows.js';
import { shareParts } from '../../model/share-parts.js';
import { stageWithoutPieces } from '../../runner/flow/stage.js';
import { metricsTable } from '../../stages/evaluate/metrics-table.js';
import type { Stage, StageContext } from '../../stages/stage-context.js';
import { judgeData } from '../evaluate/judge-data.js';
import type { PreparedSuite } from './suite-files.js';
import { type MadeForSuites, type SuiteRows, suiteRows } from './suite-rows.js';

/** Every suite of a run with its rows and its figures. */
export interface JudgedSuites {
  readonly kind: 'suites';
  readonly results: readonly SuiteResult[];
  /** In the order of the results. */
  readonly rows: readonly SuiteRows[];
}

/**
 * Judges the model of a run on each suite, as `evaluate` judges a bundle, and adds the figures to `metrics.parquet`. The rows are coded in
 * every run: nothing of it is kept.
 */
export const suitesStage: Stage<MadeForSuites & { readonly evaluation: Evaluation; readonly files: readonly PreparedSuite[] }, JudgedSuites> =
  stageWithoutPieces({
    name: 'suites',
    async run({ evaluation, files, ...made }, context) {
      const rows = await suiteRows(made, files, context);
      const parts = shareParts(await loadBundle(made.bundle.folder, { verify: false, names: false }));
      const results: SuiteResult[] = [];
      for (const suite of rows) results.push(await judgeSuite(suite, parts, context));
      const figures = results.flatMap((result) => result.figures ?? []);
      await context.tables.writeTable(runFiles(context.runFolder).metrics, metricsTable([evaluation, ...figures]));
      return { kind: 'suites', results, rows };
    },
  });

async function judgeSuite(rows: SuiteRows, parts: Parameters<typeof judgeData>[0]['parts'], context: StageContext): Promise<SuiteResult> {
  const { suite, kind, prepared, trainedRowCount } = rows;
  const facts = {
    ...{ suite, kind, trainedRowCount, rowCount: rows.rows.length },
    groupCount: new Set(rows.rows.map((row) => prepared.group[row]!)).size,
  };
  if (rows.rows.length === 0) return { ...facts, figures: null };
  const columns = { ...rowColumns(context.config.data), text: parts.spec.textColumns };
  const request = { ...rows, parts, columns, seed: context.config.split.seed };
  return { ...facts, figures: (await judgeData(request, context, context, context.signal)).evaluation };
}

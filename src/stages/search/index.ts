import { runFiles } from '../../artifacts/files/run-files.js';
import type { Trials } from '../../artifacts/trials.js';
import { passesTable } from '../../model/passes-table.js';
import { stageOf } from '../../runner/flow/stage.js';
import type { Stage } from '../stage-context.js';
import { chooseTrial, describeRule } from './choose-trial.js';
import { searchCost } from './cost.js';
import { gridPoints } from './grid.js';
import { runTrials, type SearchInput } from './run-trials.js';
import { trialsTable } from './trial-tables.js';

/**
 * Fits every point of the grid on the train rows, features computed once a variant, and chooses on the validation rows,
 * or by the mean over folds (`search.validation`). With `search.halving` most points get short fits only. Writes `trials.parquet` and `passes.parquet` into the run folder.
 */
export const searchStage: Stage<SearchInput, Trials> = stageOf({
  name: 'search',
  cost: searchCost,
  async *pieces(input, context) {
    const { metric } = context.config.search;
    const points = gridPoints(context.config, input.features.variants.length);
    const trials = yield* runTrials(points, input, context);
    await context.training.letGo();
    const result: Trials = { kind: 'trials', metric, trials, chosen: chooseTrial(trials, metric), rule: describeRule(trials, metric) };
    const files = runFiles(context.runFolder);
    await context.tables.writeTable(files.trials, trialsTable(result));
    await context.tables.writeTable(files.passes, passesTable(trials));
    return result;
  },
});

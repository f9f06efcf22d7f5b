import { tablesCost } from '../../engine/duckdb/tables-cost.js';
import type { CostOf } from '../../forecast/cost.js';
import { type ForecastInput, forecastSeconds } from '../../forecast/forecast.js';
import { stageSteps } from '../../runner/flow/flow.js';
import { FLOW } from '../flow/flow.js';
import { curveCost } from './curve-cost.js';
import { finishCost, programCost } from './program-cost.js';
import { repeatCost } from './repeat-cost.js';

/** Everything that a forecast asks what it takes, in the order in which a run comes to it. */
export const COSTS: readonly CostOf[] = [
  programCost,
  tablesCost(['prepare', 'split']),
  ...stageSteps(FLOW).flatMap(({ stage }) => stage.cost ?? []),
  repeatCost,
  curveCost,
  finishCost,
];

/** What each stage is expected to take, in seconds; the end of a run, after its last stage, counts as `report`. */
export function stageSeconds(input: ForecastInput): Readonly<Record<string, number>> {
  const stages = stageSteps(FLOW).map(({ stage }) => [stage.name, forecastSeconds(input, stage.cost === undefined ? [] : [stage.cost])] as const);
  const beside = { repeat: repeatCost, 'learning-curve': curveCost, report: finishCost };
  return Object.fromEntries([...stages, ...Object.entries(beside).map(([name, cost]) => [name, forecastSeconds(input, [cost])] as const)]);
}

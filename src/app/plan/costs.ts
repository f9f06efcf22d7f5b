import { tablesCost } from '../../engine/duckdb/tables-cost.js';
import type { CostOf } from '../../forecast/cost.js';
import { stageSteps } from '../../runner/flow/flow.js';
import { FLOW } from '../flow/flow.js';
import { finishCost, programCost } from './program-cost.js';

/** Everything that a forecast asks what it takes, in the order in which a run comes to it. */
export const COSTS: readonly CostOf[] = [
  programCost,
  tablesCost(['prepare', 'split']),
  ...stageSteps(FLOW).flatMap(({ stage }) => stage.cost ?? []),
  finishCost,
];

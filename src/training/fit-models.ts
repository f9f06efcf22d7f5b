import type { TaskEngine } from '../engine/task-engine.js';
import type { FitRequest, FitServices, ModelKind } from '../estimators/estimator.js';
import type { FittedModel } from '../estimators/model-format.js';
import { openRows } from '../tasks/rows/stored-rows.js';
import type { Tasks } from '../tasks/task-table.js';
import { workersOf } from './kind-workers.js';

export type FitOptions = Omit<FitServices<FittedModel>, 'workers' | 'openRows'>;

/** Fits all requests, which are of one kind, over a worker pool. */
export async function fitModels(kind: ModelKind, tasks: TaskEngine<Tasks>, requests: readonly FitRequest[], options: FitOptions): Promise<void> {
  await kind.fit(requests, { ...options, workers: workersOf(tasks, kind), openRows });
}

import type { FitServices, ModelKind } from '../estimators/estimator.js';
import type { KindSettings } from '../estimators/kind-settings.js';
import type { FittedModel } from '../estimators/model-format.js';
import type { FitRequest } from '../ml/fit.js';
import { openRows } from '../tasks/rows/stored-rows.js';
import type { TrainingMemory } from './training-memory.js';

/** What a fit may use, and whom it tells of its passes; workers, rows and the trainer of an engine are added by `fitModels`. */
export type FitOptions = Omit<FitServices<FittedModel>, 'workers' | 'openRows' | 'softmax'>;

/** Fits all requests, which are of one kind, over a worker pool. */
export async function fitModels(
  kind: ModelKind,
  memory: TrainingMemory,
  requests: readonly FitRequest<KindSettings>[],
  options: FitOptions,
): Promise<void> {
  await kind.fit(requests, { ...options, workers: memory.workersOf(kind), openRows, softmax: memory.softmax });
}

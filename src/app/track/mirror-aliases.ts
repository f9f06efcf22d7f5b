import type { EventListener } from '../../core/events.js';
import type { Registry } from '../../registry/registry.js';
import { MlflowTracker } from '../../tracking/mlflow/mlflow-tracker.js';
import type { TrackingSettings } from './followers.js';
import { problemOf } from './problem.js';

/** Lets the aliases of a model follow at the tracking server, where there is one. A server that does not take it is warned of: the move here stands. */
export async function mirrorMovedAliases(
  name: string,
  registry: Registry,
  { mlflow, patienceMs }: TrackingSettings,
  { signal, emit }: { readonly signal: AbortSignal; readonly emit: EventListener },
): Promise<void> {
  if (mlflow === null) return;
  try {
    const tracker = new MlflowTracker(mlflow, AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(patienceMs))]));
    await tracker.mirrorAliases(name, await registry.aliases(name));
  } catch (error) {
    const message = `the aliases of ${name} did not follow at ${mlflow.connection.address}: ${problemOf(error)}; millrace runs push lets them`;
    emit({ type: 'warning', stage: 'tracking', message });
  }
}

import { fail } from '../../core/failure.js';
import { MlflowTracker } from '../../tracking/mlflow/mlflow-tracker.js';
import type { Tracker } from '../../tracking/tracker.js';
import { trackingSettings } from './followers.js';

/** The tracking server that the environment names. Fails with `usage.wrong-value` where it names none. */
export function openTracker(environment: Readonly<Record<string, string | undefined>>, signal: AbortSignal): Tracker {
  const { mlflow } = trackingSettings(environment);
  if (mlflow !== null) return new MlflowTracker(mlflow, signal);
  throw fail('usage.wrong-value', {
    what: 'there is no tracking server',
    where: 'MLFLOW_TRACKING_URI',
    got: 'nothing',
    wanted: 'the address of an MLflow server, such as http://localhost:5000',
  });
}

import { trackingSettings } from '../app/track/followers.js';
import { fail } from '../core/failure.js';
import { MlflowTracker } from '../tracking/mlflow/mlflow-tracker.js';
import type { Tracker } from '../tracking/tracker.js';
import type { CommandInput } from './command.js';

/** The tracking server that the environment names. Fails with `usage.wrong-value` where it names none. */
export function openTracker({ environment, signal }: Pick<CommandInput, 'environment' | 'signal'>): Tracker {
  const { mlflow } = trackingSettings(environment);
  if (mlflow !== null) return new MlflowTracker(mlflow, signal);
  throw fail('usage.wrong-value', {
    what: 'there is no tracking server',
    where: 'MLFLOW_TRACKING_URI',
    got: 'nothing',
    wanted: 'the address of an MLflow server, such as http://localhost:5000',
  });
}

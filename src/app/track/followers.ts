import { resolve } from 'node:path';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { fail } from '../../core/failure.js';
import { type MlflowSettings, mlflowSettings } from '../../tracking/mlflow/connection.js';
import { MlflowTracker } from '../../tracking/mlflow/mlflow-tracker.js';
import { type LineageSettings, lineageSettings } from '../../tracking/openlineage/sink.js';
import type { Tracker } from '../../tracking/tracker.js';
import type { RunFollower } from '../run/run-follower.js';
import { LineageFollower } from './lineage-follower.js';
import { LiveTracking } from './live-tracking.js';
import { TextfileFollower } from './textfile-follower.js';

/** Whom the environment of the program wants to be told of runs. */
export interface TrackingSettings {
  readonly mlflow: MlflowSettings | null;
  readonly lineage: LineageSettings | null;
  /** A folder for the textfile collector of Prometheus. */
  readonly textfiles: string | null;
  readonly patienceMs: number;
}

const DEFAULT_PATIENCE_SECONDS = 30;

/** Reads the variables, so that what is wrong in them is told before any work. Fails with `usage.wrong-value`. */
export function trackingSettings(environment: Readonly<Record<string, string | undefined>>): TrackingSettings {
  const given = environment.MILLRACE_TRACKING_PATIENCE;
  const seconds = given === undefined ? DEFAULT_PATIENCE_SECONDS : Number(given);
  if (!(seconds >= 0 && seconds < 1e6))
    throw fail('usage.wrong-value', {
      what: 'the tracking server is not set up so',
      where: 'MILLRACE_TRACKING_PATIENCE',
      got: String(given),
      wanted: 'seconds, from 0 on',
    });
  return {
    mlflow: mlflowSettings(environment),
    lineage: lineageSettings(environment),
    textfiles: environment.MILLRACE_TEXTFILE_FOLDER || null,
    patienceMs: 1000 * seconds,
  };
}

/** The followers of a run. */
export function followersOf(
  { mlflow, lineage, textfiles, patienceMs }: TrackingSettings,
  { search }: PipelineConfig,
  { projectFolder, signal }: { readonly projectFolder: string; readonly signal: AbortSignal },
): readonly RunFollower[] {
  const followers: RunFollower[] = [];
  if (mlflow !== null) {
    const openTracker = (ends: AbortSignal): Tracker => new MlflowTracker(mlflow, ends);
    followers.push(new LiveTracking({ openTracker, patienceMs, metric: search.metric, signal }));
  }
  if (lineage !== null) followers.push(new LineageFollower(lineage, patienceMs));
  if (textfiles !== null) followers.push(new TextfileFollower(resolve(projectFolder, textfiles)));
  return followers;
}

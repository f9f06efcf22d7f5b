import type { PipelineConfig } from '../config/pipeline-config.js';
import { formatSize } from '../core/size.js';
import type { StageRecord } from '../runner/manifest.js';
import type { Environment } from '../runner/run/environment.js';
import type { ReportFacts } from './assemble-report.js';

/** A run as it stands when its report is written: `Run` gives id, stages and measures. */
export interface RunSoFar {
  readonly id: string;
  readonly config: PipelineConfig;
  /** The pipeline file as named on the command line; null when there is none. */
  readonly pipelineFile: string | null;
  readonly environment: Environment;
  readonly stages: readonly Pick<StageRecord, 'stage' | 'outcome' | 'seconds'>[];
  readonly measured: { readonly startedAt: string; readonly seconds: number; readonly peakRssBytes: number };
  /** Messages of the run's `warning` events. */
  readonly warnings: readonly string[];
}

/** What the page says of a run beside its artifacts. */
export function reportFacts({ id, config, pipelineFile, environment, stages, measured, warnings }: RunSoFar): ReportFacts {
  return {
    run: {
      id,
      pipeline: config.name,
      startedAt: measured.startedAt,
      seconds: measured.seconds,
      peakRssMb: measured.peakRssBytes / 1e6,
      pipelineFile,
    },
    config,
    stages: stages.map(({ stage, outcome, seconds }) => ({ stage, outcome, seconds })),
    warnings,
    environment: describeEnvironment(environment),
  };
}

/** Name and value of what a run ran on, in the order to be shown. */
export function describeEnvironment(environment: Environment): [name: string, value: string][] {
  const { git, kernels, libraries } = environment;
  return [
    ['millrace', environment.millrace],
    ['Node', `${environment.node} (V8 ${environment.v8})`],
    ['Platform', `${environment.platform}, ${environment.osRelease}`],
    ['Processor', `${environment.cpuModel}, ${environment.cpuCount} cores`],
    ['Memory', formatSize(environment.memoryBytes)],
    ['Locale and time zone', `${environment.locale}, ${environment.timeZone}`],
    ['Commit', git === null ? 'no Git checkout' : `${git.commit}${git.dirty ? `, with changes (${git.diffDigest ?? 'not digested'})` : ''}`],
    ['Lockfile', environment.lockfileDigest ?? 'none'],
    ...Object.entries(kernels).map(([name, digest]): [string, string] => [`Kernel ${name}`, digest ?? 'not built']),
    ...Object.entries(libraries).map(([name, digest]): [string, string] => [name, digest]),
  ];
}

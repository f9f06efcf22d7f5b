import type { PipelineConfig } from '../config/pipeline-config.js';
import type { EventListener } from '../core/events.js';
import { FsRegistry } from '../registry/fs/fs-registry.js';
import type { Registry } from '../registry/registry.js';
import type { TableFormat } from './formats/table-format.js';
import type { GivenResources } from './open-services.js';
import type { PipelinePlan } from './plan/plan-pipeline.js';
import type { PredictedFiles } from './predict/predict-with-model.js';
import type { DoneRun } from './run/run-pipeline.js';
import type { PipelineRun } from './run/walk-run.js';

// What a program of its own imports from 'millrace'. Bundles open without the engines: those are loaded by the first call that needs
// them. Nothing here asks for the working directory: relative paths start at the `projectFolder` that is given.

export type { PipelineConfig } from '../config/pipeline-config.js';
export type { EventListener, RunEvent } from '../core/events.js';
export { Failure, type FailureCode, type FailureDetail } from '../core/failure.js';
export {
  type ArrowBatch,
  type ArrowColumn,
  type ArrowOptions,
  type ArrowTable,
  type Contribution,
  type Doubt,
  type Explanation,
  type NearestText,
  type NoCodeReason,
  openBundle,
  openShared,
  type Prediction,
  type PredictOptions,
  type Predictor,
  type PredictRow,
  type ScoredCode,
  type SharedModel,
  verifyBundle,
} from '../model/bundle/open-bundle.js';
export type { RegisteredVersion, Registry } from '../registry/registry.js';
export type { TableFormat } from './formats/table-format.js';
export type { PipelinePlan } from './plan/plan-pipeline.js';
export type { PredictedFiles } from './predict/predict-with-model.js';
export type { DoneRun } from './run/run-pipeline.js';

/** Where work is done; absolute paths. */
interface Places {
  /** The folder of runs, stored work and the registry: made when missing. */
  readonly workspace: string;
  /** Relative paths start here. */
  readonly projectFolder: string;
}

/** How the caller stops the work, and hears of it; without them nothing does. */
interface Caller {
  readonly signal?: AbortSignal;
  readonly emit?: EventListener;
}

/** A run or a plan of a pipeline. */
export interface PipelineRequest extends Places, Caller {
  readonly config: PipelineConfig;
}

/** A run of a pipeline, and what its manifest is to say of where it came from. */
export interface RunRequest extends PipelineRequest, Partial<Pick<PipelineRun, 'pipelineFile' | 'commandLine' | 'requireClean'>> {}

/** Files to code with a model. */
export interface PredictRequest extends Places, Caller, Partial<GivenResources> {
  /** With a `/` the path of a bundle, with an `@` a registered name (`name@champion`, `name@3`), else the id of a run. */
  readonly model: string;
  /** Globs of Parquet, Arrow, CSV, TSV or JSON Lines files. */
  readonly files: readonly string[];
  /** Absolute path. */
  readonly outFolder: string;
  /** Whether predictions of another model, or of other settings, in the folder give way; else they are refused. False unless said. */
  readonly replace?: boolean;
  /** `id` unless said. */
  readonly idColumn?: string;
  /** How many codes a row, best first; 1 unless said. */
  readonly k?: number;
  /** Rows with a lower score are for review, from 0 to 1; the threshold of the model unless said. */
  readonly reviewBelow?: number;
  /** Whether files may lack a covariate of the model, which then counts as missing in every row; false unless said. */
  readonly allowMissing?: boolean;
  /** Columns of the files that predictions have too, or all of them; none unless said. */
  readonly keep?: readonly string[] | 'all';
  /** How predictions are written; each as its file is unless said. */
  readonly format?: TableFormat;
  /** The largest share of rows with an unseen value or without any known n-gram, 0 to 1; what the model's contract makes of it unless said. */
  readonly maxUnseenShare?: number;
}

/**
 * Reads a pipeline file (an absolute path), sets `key=value` overrides and checks everything. `${env:NAME}` reads `environment`, which
 * has no variables unless given (`process.env`). Failures: `usage.*`, each with line and column.
 */
export async function loadPipeline(
  file: string,
  overrides: readonly string[] = [],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<PipelineConfig> {
  return (await import('../config/load-pipeline.js')).loadPipeline(file, overrides, { environment });
}

/** Runs a pipeline, from its source to its report and its manifest. Failures: those of the stages, as `Failure`. */
export async function runPipeline(request: RunRequest): Promise<DoneRun> {
  const { runPipeline: run } = await import('./run/run-pipeline.js');
  const config = await frozen(request);
  return run({ pipelineFile: null, commandLine: [], requireClean: false, ...callerOf(request), ...request, config });
}

/** What a run of the pipeline would do and take. Makes nothing but reads the inputs. */
export async function planPipeline(request: PipelineRequest): Promise<PipelinePlan> {
  const { planPipeline: plan } = await import('./plan/plan-pipeline.js');
  const caller = callerOf(request);
  return plan({ ...caller, ...request, config: await frozen(request) }, caller.emit);
}

async function frozen({ config, workspace }: PipelineRequest): Promise<PipelineConfig> {
  return (await import('./plan/freeze-search.js')).freezeSearch(config, workspace);
}

/** Codes files with a model, into files of the same names and formats. Failures: `data.*` for inputs, `usage.*` for the model. */
export async function predictFiles(request: PredictRequest): Promise<PredictedFiles> {
  const { predictWithModel } = await import('./predict/predict-with-model.js');
  const { matchFiles } = await import('../core/files/match-files.js');
  const { resourcesOf } = await import('./open-services.js');
  const { workers, memory, files, projectFolder } = request;
  return predictWithModel({
    idColumn: 'id',
    k: 1,
    allowMissing: false,
    replace: false,
    maxUnseenShare: undefined,
    keep: [],
    ...callerOf(request),
    ...request,
    ...resourcesOf({ workers, memory }),
    inputs: matchFiles(files, projectFolder),
  });
}

/** The models of a workspace (absolute path): their versions, and which one is champion. */
export function openRegistry(workspace: string): Registry {
  return new FsRegistry(workspace);
}

function callerOf({ signal = new AbortController().signal, emit = () => {} }: Caller): Required<Caller> {
  return { signal, emit };
}

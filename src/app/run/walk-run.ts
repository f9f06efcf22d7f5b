import { resolve } from 'node:path';
import type { Comparison } from '../../artifacts/evaluation.js';
import type { Source } from '../../artifacts/source.js';
import type { SuiteResult } from '../../artifacts/suite.js';
import type { Trial, Trials } from '../../artifacts/trials.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { digestFile } from '../../core/digest.js';
import type { EventListener } from '../../core/events.js';
import type { RunForecast } from '../../forecast/forecast.js';
import { kernelDigests } from '../../kernels/load-module.js';
import { findEarlierSplit } from '../../runner/earlier-split.js';
import { walkFlow } from '../../runner/flow/flow.js';
import { findingStage } from '../../runner/flow/stage.js';
import { type Environment, readEnvironment, requireClean } from '../../runner/run/environment.js';
import { type InputFile, inputsOf } from '../../runner/run/inputs.js';
import { Run } from '../../runner/run/run.js';
import { runsFolderOf } from '../../runner/run-store.js';
import { trialStage } from '../../stages/search/trial-stage.js';
import type { StageContext } from '../../stages/stage-context.js';
import { FLOW, type FlowArtifacts } from '../flow/flow.js';
import { reachesEnd, type StageRange, workOf } from '../flow/stage-range.js';
import type { Services } from '../open-services.js';
import { besideForecast, forecastAhead, NO_FORECAST } from '../plan/forecast-ahead.js';
import { checkSuites } from '../suites/check-suites.js';
import { openSuiteFiles, type PreparedSuite, prepareSuites, suiteInputs } from '../suites/suite-files.js';
import { type BesideFlow, type FoundBeside, findBeside, NOTHING_BESIDE } from './beside-flow.js';
import { checkConsistency, matchConsistencyData } from './check-consistency.js';
import { type CodingCosts, measureCodingCosts } from './coding-costs.js';
import { type Following, followedBy } from './follow-run.js';
import { holdLimits } from './hold-limits.js';
import type { RunFollower } from './run-follower.js';

/** One run of a pipeline: its configuration, its folders, and what its manifest says of the caller. */
export interface PipelineRun {
  readonly config: PipelineConfig;
  /** As given on the command line; null for a configuration that was not read from a file. */
  readonly pipelineFile: string | null;
  readonly commandLine: readonly string[];
  /** Absolute path. */
  readonly workspace: string;
  /** Absolute path: relative paths of the configuration start here. */
  readonly projectFolder: string;
  readonly requireClean: boolean;
  /** Who else hears of a run that reaches its end; nobody unless said. */
  readonly followers?: readonly RunFollower[];
  readonly signal: AbortSignal;
  readonly emit: EventListener;
}

/** Measures what coding with the new model takes: once a run, when it is first asked. */
type MeasureCoding = (made: Pick<FlowArtifacts, 'prepared' | 'split' | 'fit' | 'bundle'>) => Promise<CodingCosts | null>;

/** What a run has made, and what it knows beside that. */
export interface Walked extends Omit<FoundBeside, 'suites'> {
  /** All of it where the range reaches the end. */
  readonly made: Partial<FlowArtifacts>;
  /** Of a range that is one trial. */
  readonly trial: Trial | null;
  /** Null also for a range that ends early. */
  readonly forecast: RunForecast | null;
  readonly measureCoding: MeasureCoding;
  readonly suites: readonly SuiteResult[] | null;
}

/** A run that was walked through, and where. */
export interface WalkedRun extends Walked {
  readonly run: Run;
  readonly environment: Environment;
  readonly warnings: readonly string[];
  readonly follow: Following;
}

/**
 * Runs the flow with services that are open already, whose store is that of the workspace, and gives what was made to `end`, which
 * finishes the run. A failure, also of `end`, is written into the run and thrown.
 */
export async function walkRun<Done>(
  services: Services,
  request: PipelineRun,
  range: StageRange,
  end: (walked: WalkedRun) => Promise<Done>,
): Promise<Done> {
  const environment = await readEnvironment(kernelDigests());
  if (request.requireClean) requireClean(environment.git);
  const warnings: string[] = [];
  const run = await beginRun(services, request, environment, warnings);
  services.tellStoreEvents(run.emit);
  warnOfUnsharedCode(environment, run.emit);
  const follow = followedBy(reachesEnd(range) ? (request.followers ?? []) : [], run, services, request.emit);
  const about = { run, environment, warnings, follow };
  try {
    return await end({ ...about, ...(await walk(about, services, request, range)) });
  } catch (error) {
    const manifest = run.abandon(error);
    if (manifest !== undefined) await follow.end(manifest);
    throw error;
  }
}

async function beginRun(services: Services, request: PipelineRun, environment: Environment, warnings: string[]): Promise<Run> {
  const { config, workspace, projectFolder, emit, pipelineFile } = request;
  return new Run({
    workspace,
    projectFolder,
    config,
    store: services.store,
    environment,
    pipelineFile: pipelineFile === null ? null : { path: pipelineFile, digest: await digestFile(resolve(projectFolder, pipelineFile)) },
    commandLine: request.commandLine,
    listen: (event) => {
      if (event.type === 'warning') warnings.push(`${event.stage}: ${event.message}`);
      emit(event);
    },
  });
}

/** Goes through the flow. The run has its id as soon as its inputs are known. */
async function walk(
  { run, environment, follow }: Omit<WalkedRun, keyof Walked>,
  services: Services,
  request: PipelineRun,
  range: StageRange,
): Promise<Walked> {
  const { config, workspace, projectFolder, signal } = request;
  const { store, emit } = run;
  // A glob that names nothing is told before hours of training.
  matchConsistencyData(config, projectFolder);
  const context: Omit<StageContext, 'runFolder'> = { ...services, config, projectFolder, store, signal, emit, environment, onTrial: follow.trial };
  let ahead = NO_FORECAST;
  let inputs: readonly InputFile[] = [];
  let preparedSuites: readonly PreparedSuite[] = [];
  const begin = async (source: Source): Promise<void> => {
    const earlier = await findEarlierSplit(config, services.registry, runsFolderOf(workspace));
    const suiteFiles = await openSuiteFiles(context);
    inputs = await inputsOf(source, config, earlier, projectFolder);
    inputs = [...inputs, ...suiteInputs(suiteFiles, inputs)];
    run.begin(inputs);
    services.tagWork(run.id);
    follow.begin(inputs);
    preparedSuites = await prepareSuites(suiteFiles, { ...context, inputs, runFolder: run.folder });
    if (reachesEnd(range)) ahead = await forecastAhead(source, services, request, run.emit);
  };
  let beside = NOTHING_BESIDE;
  let costs: Promise<CodingCosts | null> | undefined;
  const measureCoding: MeasureCoding = (built) => {
    costs ??= measureCodingCosts(built, config, services, signal);
    // Whoever asks for them hears of a failure; until then it must not count as unheard.
    costs.catch(() => {});
    return costs;
  };
  const holdGate = async (comparison: Comparison, built: FlowArtifacts): Promise<Comparison> => {
    const { limits, consistency } = config.gate;
    const onSuites = await checkSuites(comparison, beside.suites?.rows ?? [], built, { ...context, runFolder: run.folder });
    const checked = consistency === undefined ? onSuites : await checkConsistency(onSuites, built, consistency, request, services);
    return limits === undefined ? checked : holdLimits(checked, limits, await measureCoding(built));
  };
  let trial: Trial | null = null;
  const made = await walkFlow(FLOW, async ({ stage }, input) => {
    const work = workOf(stage.name, range);
    if (work === 'leave') return undefined;
    const own = { ...context, inputs, runFolder: run.hasBegun ? run.folder : '' };
    if (range.trial !== undefined && work === 'make') {
      ({ trial } = await run.stage(trialStage(range.trial), input as FlowArtifacts, own));
      return undefined;
    }
    const output = await besideForecast(ahead, run.stage(work === 'find' ? findingStage(stage) : stage, input as never, own));
    if (output.kind === 'source') await begin(output as Source);
    // Beside what is left to do, unless limits hang on it: then nothing else is to run.
    if (output.kind === 'bundle' && reachesEnd(range) && config.gate.limits === undefined) {
      void measureCoding({ ...(input as FlowArtifacts), bundle: output as FlowArtifacts['bundle'] });
    }
    const asked = { evaluate: config.evaluate, suiteFiles: preparedSuites, isMade: work === 'make', reachesEnd: reachesEnd(range) };
    const runStage: BesideFlow['runStage'] = (other, built) => run.stage(other, built, { ...context, runFolder: run.folder });
    beside = { ...beside, ...(await findBeside(output, input as FlowArtifacts, { ...asked, runStage })) };
    if (output.kind === 'trials') for (const one of (output as Trials).trials) follow.trial(one);
    // Before anything is registered; never stored, since another machine is as fast as it is.
    if (output.kind === 'comparison') return holdGate(output as Comparison, input as FlowArtifacts);
    return output;
  });
  return { made, trial, forecast: await ahead.forecast, measureCoding, ...beside, suites: beside.suites?.results ?? null };
}

/** Who has only what lies off this machine could not make the run again. */
function warnOfUnsharedCode({ git }: Environment, emit: EventListener): void {
  if (git?.isOnRemote !== false) return;
  const message = `the code of this run, commit ${git.commit.slice(0, 12)}, is at no remote of its repository: without this machine the run cannot be made again; push it`;
  emit({ type: 'warning', stage: 'source', message });
}

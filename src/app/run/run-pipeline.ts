import { resolve } from 'node:path';
import type { Comparison, Evaluation, Repeats } from '../../artifacts/evaluation.js';
import { splitFiles } from '../../artifacts/files/split-files.js';
import type { Source } from '../../artifacts/source.js';
import type { Trials } from '../../artifacts/trials.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { Json } from '../../core/canonical-json.js';
import { digestFile } from '../../core/digest.js';
import type { EventListener } from '../../core/events.js';
import { Failure } from '../../core/failure.js';
import { withPrivateFiles } from '../../core/files/private-files.js';
import { formatSeconds, formatSize } from '../../core/size.js';
import type { RunForecast } from '../../forecast/forecast.js';
import { refuseForecast } from '../../forecast/refuse-forecast.js';
import { kernelDigests } from '../../kernels/load-module.js';
import { assembleReport } from '../../report/assemble-report.js';
import { findEarlierSplit } from '../../runner/earlier-split.js';
import { walkFlow } from '../../runner/flow/flow.js';
import type { Manifest } from '../../runner/manifest.js';
import { type Environment, readEnvironment, requireClean } from '../../runner/run/environment.js';
import { type InputFile, inputsOf } from '../../runner/run/inputs.js';
import { Run } from '../../runner/run/run.js';
import { runsFolderOf } from '../../runner/run-store.js';
import type { StageContext } from '../../stages/stage-context.js';
import { FLOW, type FlowArtifacts } from '../flow/flow.js';
import { resolveResources, type Services, withServices } from '../open-services.js';
import { stageSeconds } from '../plan/costs.js';
import { addedBytes, judgeForecast } from '../plan/forecast-run.js';
import { planWith } from '../plan/plan-pipeline.js';
import { type CodingCosts, measureCodingCosts } from './coding-costs.js';
import { followedBy } from './follow-run.js';
import { holdLimits } from './hold-limits.js';
import { repeatStage } from './repeat-evaluation.js';
import type { RunFollower, TimedTold } from './run-follower.js';
import { type RunFacts, runJson } from './run-summary.js';

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
  /** Who else hears of the run; nobody unless said. */
  readonly followers?: readonly RunFollower[];
  readonly signal: AbortSignal;
  readonly emit: EventListener;
}

/** A run that is done. */
export interface DoneRun {
  readonly facts: RunFacts;
  readonly made: FlowArtifacts;
  readonly manifest: Manifest;
  /** What became of telling the followers. */
  readonly told: readonly TimedTold[];
}

/** Runs a pipeline from its source to its report and its manifest, which is written last. Failures: those of the stages. */
export async function runPipeline(request: PipelineRun): Promise<DoneRun> {
  const { config, workspace, signal, emit } = request;
  return withPrivateFiles(!config.privacy.examples, () =>
    withServices({ workspace, signal, emit, ...resolveResources(config.resources) }, (services) => runWith(services, request)),
  );
}

/** The same with services that are open already, whose store is that of the workspace. */
export async function runWith(services: Services, request: PipelineRun): Promise<DoneRun> {
  const { config, workspace, projectFolder, signal, emit, pipelineFile } = request;
  const environment = await readEnvironment(kernelDigests());
  if (request.requireClean) requireClean(environment.git);
  const warnings: string[] = [];
  const run = new Run({
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
  services.tellStoreEvents(run.emit);
  warnOfUnsharedCode(environment, run.emit);
  const follow = followedBy(request.followers ?? [], run, services, emit);
  try {
    const context: Omit<StageContext, 'runFolder'> = {
      ...services,
      config,
      projectFolder,
      store: run.store,
      signal,
      emit: run.emit,
      environment,
      onTrial: follow.trial,
    };
    let forecast: RunForecast | null = null;
    let inputs: readonly InputFile[] = [];
    // The run has its id as soon as its inputs are known.
    const begin = async (source: Source): Promise<void> => {
      const earlier = await findEarlierSplit(config, services.registry, runsFolderOf(workspace));
      inputs = await inputsOf(source, config, earlier, projectFolder);
      run.begin(inputs);
      follow.begin(inputs);
      forecast = await forecastAhead(source, services, request, run.emit);
    };
    let repeats: Repeats | null = null;
    let costs: Promise<CodingCosts | null> | undefined;
    const measureCoding: MeasureCoding = (built) => {
      costs ??= measureCodingCosts(built, config, services, signal);
      return costs;
    };
    const made = (await walkFlow(FLOW, async ({ stage }, input) => {
      const output = await run.stage(stage, input as never, { ...context, inputs, runFolder: run.hasBegun ? run.folder : '' });
      if (output.kind === 'source') await begin(output as Source);
      if (output.kind === 'evaluation' && config.evaluate !== undefined) {
        const { source, prepared } = input as FlowArtifacts;
        const { kind: _, ...spread } = await run.stage(
          repeatStage,
          { source, prepared, evaluation: output as Evaluation },
          { ...context, runFolder: run.folder },
        );
        repeats = spread;
      }
      if (output.kind === 'trials') for (const trial of (output as Trials).trials) follow.trial(trial);
      // Before anything is registered; never stored, since another machine is as fast as it is.
      if (output.kind === 'comparison' && config.gate.limits !== undefined)
        return holdLimits(output as Comparison, config.gate.limits, await measureCoding(input as FlowArtifacts));
      return output;
    })) as FlowArtifacts;
    const done = await finish(run, made, request, environment, warnings, { forecast, services, measureCoding, repeats });
    return { made, ...done, told: await follow.end(done.manifest) };
  } catch (error) {
    const manifest = run.abandon(error);
    if (manifest !== undefined) await follow.end(manifest);
    throw error;
  }
}

/** Who has only what lies off this machine could not make the run again. */
function warnOfUnsharedCode({ git }: Environment, emit: EventListener): void {
  if (git?.isOnRemote !== false) return;
  const message = `the code of this run, commit ${git.commit.slice(0, 12)}, is at no remote of its repository: without this machine the run cannot be made again; push it`;
  emit({ type: 'warning', stage: 'source', message });
}

/** Measures what coding with the new model takes: once a run, when it is first asked. */
type MeasureCoding = (made: Pick<FlowArtifacts, 'prepared' | 'split' | 'bundle'>) => Promise<CodingCosts | null>;

/**
 * What the run will take. Refuses one that cannot fit where sizes are exact, and warns where they are estimates. Input that
 * cannot be read is noted only: the stage that reads all of it tells whether that stops the run.
 */
async function forecastAhead(source: Source, services: Services, request: PipelineRun, emit: EventListener): Promise<RunForecast | null> {
  try {
    const { made } = await planWith(services, request, { source });
    const { peakMemoryBytes, diskBytes, seconds, sizes } = made.forecast;
    const message = `forecast: peak memory ${formatSize(peakMemoryBytes)}, new on disk ${formatSize(diskBytes)}, ${formatSeconds(seconds)}`;
    emit({ type: 'note', stage: 'source', message });
    emit({ type: 'forecast', stageSeconds: stageSeconds(made.input) });
    try {
      refuseForecast(made.forecast, made.input);
    } catch (error) {
      if (sizes.isExact || !(error instanceof Failure)) throw error;
      emit({ type: 'warning', stage: 'source', message: `${error.detail.what}: ${error.detail.got}; ${error.detail.hint}` });
    }
    return made.forecast;
  } catch (error) {
    if (!(error instanceof Failure && error.detail.code.startsWith('data.'))) throw error;
    const { code, what, where } = error.detail;
    emit({ type: 'note', stage: 'source', message: `no forecast: ${what} (${code}), ${where}` });
    return null;
  }
}

/** What a run knows at its end beside its artifacts. */
interface Known {
  readonly forecast: RunForecast | null;
  readonly services: Services;
  readonly measureCoding: MeasureCoding;
  readonly repeats: Repeats | null;
}

/** Writes the report, then the manifest. */
async function finish(
  run: Run,
  made: FlowArtifacts,
  { config, pipelineFile }: PipelineRun,
  environment: Environment,
  warnings: readonly string[],
  { forecast, services, measureCoding, repeats }: Known,
): Promise<Omit<DoneRun, 'made' | 'told'>> {
  // The charting library takes a second to load, which a run that fails early need not wait for.
  const { writeReport } = await import('../../report/report-file.js');
  const { startedAt, seconds, peakRssBytes } = run.measure();
  const report = assembleReport(made, {
    run: { id: run.id, pipeline: config.name, startedAt, seconds, peakRssMb: peakRssBytes / 1e6, pipelineFile },
    stages: run.stages.map(({ stage, seconds: took, outcome }) => ({ stage, seconds: took, outcome })),
    warnings,
    environment: describeEnvironment(environment),
    config,
    repeats,
  });
  const files = { splitFile: splitFiles(run.folder).split, reportFile: writeReport(run.folder, report) };
  const end = run.measure();
  const truth = { peakMemoryBytes: end.peakRssBytes, diskBytes: await addedBytes(run.folder, run.stages, services.store), seconds: end.seconds };
  const judged = forecast === null ? null : judgeForecast(forecast, truth);
  const coding = await measureCoding(made);
  const facts = {
    coding,
    repeats,
    run: run.id,
    pipeline: config.name,
    seconds: end.seconds,
    peakRssMb: end.peakRssBytes / 1e6,
    forecast: judged,
    ...files,
  };
  const { run: _run, seconds: _seconds, peakRssMb: _peak, ...results } = runJson(facts, made);
  return { facts, manifest: run.finish(JSON.parse(JSON.stringify(results)) as Readonly<Record<string, Json>>) };
}

function describeEnvironment({ git, kernels, libraries, ...values }: Environment): readonly (readonly [string, string])[] {
  const code = git === null ? 'no Git checkout' : `${git.commit}${git.dirty ? ' with changes' : ''}`;
  const digests = Object.entries({ ...kernels, ...libraries }).map(([name, digest]) => [name, digest ?? 'not there'] as const);
  return [...Object.entries(values).map(([name, value]) => [name, String(value ?? 'not there')] as const), ['git', code], ...digests];
}

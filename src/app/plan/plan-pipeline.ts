import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { EventListener } from '../../core/events.js';
import { type PlannedStage, plan } from '../../runner/plan/plan.js';
import { listRuns, runsFolderOf } from '../../runner/run-store.js';
import { sourceStage } from '../../stages/source/index.js';
import type { StageContext } from '../../stages/stage-context.js';
import { FLOW, type FlowArtifacts } from '../flow/flow.js';
import { resolveResources, type Services, withServices } from '../open-services.js';
import { type KnownArtifacts, type MadeForecast, makeForecast } from './forecast-run.js';
import { type GateOutlook, gateOutlook } from './gate-outlook.js';
import { passingStore } from './passing-store.js';

/** What a run would do, stage by stage, and what it would take. */
export interface PipelinePlan {
  readonly stages: readonly PlannedStage[];
  readonly made: MadeForecast;
  /** What the test rows could tell the gate; null when nobody can say yet. */
  readonly gate: GateOutlook | null;
}

/** What is planned, and where: absolute paths. */
export interface PlanRequest {
  readonly config: PipelineConfig;
  readonly workspace: string;
  /** Relative paths of the configuration start here. */
  readonly projectFolder: string;
  readonly signal: AbortSignal;
}

/** What a run of this pipeline would do and take. Makes nothing but reads the inputs. Failures: those of the stages. */
export async function planPipeline(request: PlanRequest, emit: EventListener): Promise<PipelinePlan> {
  const { config, workspace, signal } = request;
  return withServices({ workspace, signal, emit, verify: 'sizes', ...resolveResources(config.resources) }, (services) => planWith(services, request));
}

/** What is planned of a flow, and the artifacts that are there already. */
export interface PlannedFlow {
  readonly stages: readonly PlannedStage[];
  readonly known: KnownArtifacts;
}

async function planWith(services: Services, request: PlanRequest): Promise<PipelinePlan> {
  const { stages, known } = await planFlow(services, request);
  const made = await makeForecast(request, services, known, stages);
  return { stages, made, gate: gateOutlook(request.config, made.forecast.sizes.rowCount, request.workspace) };
}

/** What a run would do, stage by stage, with artifacts that need not be looked for. */
export async function planFlow(services: Services, request: PlanRequest, known: Partial<FlowArtifacts> = {}): Promise<PlannedFlow> {
  const { config, workspace, projectFolder, signal } = request;
  const context: StageContext = {
    ...services,
    config,
    projectFolder,
    signal,
    emit: () => {},
    runFolder: await services.store.scratch(),
    runsFolder: runsFolderOf(workspace),
  };
  const options = { flow: FLOW, store: services.store, kindsOf: kindsOf(workspace) };
  let { stages, found } = await plan({ ...options, known }, context);
  if (found.source === undefined) {
    // CSV files that no run has read yet: their rows are needed to plan and forecast the rest.
    const source = await sourceStage.run({}, { ...context, store: passingStore(services.store) });
    const [first] = stages;
    ({ stages, found } = await plan({ ...options, known: { ...known, source } }, context));
    stages = [first as PlannedStage, ...stages.slice(1)];
  }
  return { stages, known: found as KnownArtifacts };
}

/** The kinds of artifacts that each stage made or used in any earlier run of this workspace. */
function kindsOf(workspace: string): (stage: string) => readonly string[] {
  const stages = listRuns(workspace).flatMap(({ manifest }) => manifest?.stages ?? []);
  return (name) => [...new Set(stages.filter(({ stage }) => stage === name).flatMap(({ artifacts }) => artifacts.map(({ kind }) => kind)))];
}

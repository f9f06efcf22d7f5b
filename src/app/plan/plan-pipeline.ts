import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { EventListener } from '../../core/events.js';
import { type PlannedStage, plan } from '../../runner/plan.js';
import { listRuns, runsFolderOf } from '../../runner/run-store.js';
import type { StageContext } from '../../runner/stage.js';
import { type FlowStages, flow, STAGE_NAMES } from '../flow/flow.js';
import { FLOW_STAGES } from '../flow/flow-stages.js';
import { resolveResources, type Services, withServices } from '../open-services.js';
import { type KnownArtifacts, type MadeForecast, makeForecast } from './forecast-run.js';

/** Stages with effects outside of the store and the run folder. */
const NEVER_PLANNED = ['register'];

/** What a run would do, stage by stage, and what it would take. */
export interface PipelinePlan {
  readonly stages: readonly PlannedStage[];
  readonly made: MadeForecast;
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
  return withServices({ workspace, signal, emit, verify: 'sizes', ...resolveResources(config.resources) }, (services) =>
    planWith(services, FLOW_STAGES, request),
  );
}

/** The same with services that are open already. `stages` may have a source stage that knows its source. */
export async function planWith(
  services: Services,
  stages: FlowStages,
  { config, workspace, projectFolder, signal }: PlanRequest,
): Promise<PipelinePlan> {
  const context: StageContext = {
    ...services,
    config,
    projectFolder,
    signal,
    emit: () => {},
    runFolder: await services.store.scratch(),
    runsFolder: runsFolderOf(workspace),
  };
  const options = { stageNames: STAGE_NAMES, skipped: NEVER_PLANNED, store: services.store, kindsOf: kindsOf(workspace) };
  const known: { -readonly [Name in keyof KnownArtifacts]?: KnownArtifacts[Name] } = {};
  const planned = await plan(options, (stage) =>
    flow(
      stages,
      async (each, input) => {
        const output = await stage(each, input, context);
        if (['source', 'prepared', 'split'].includes(output.kind)) Object.assign(known, { [output.kind]: output });
        if (output.kind === 'feature-variants') Object.assign(known, { features: output });
        return output;
      },
      () => {},
    ),
  );
  return { stages: planned, made: await makeForecast(config, workspace, services, known as KnownArtifacts, planned) };
}

/** The kinds of artifacts that each stage made or used in any earlier run of this workspace. */
function kindsOf(workspace: string): (stage: string) => readonly string[] {
  const stages = listRuns(workspace).flatMap(({ manifest }) => manifest?.stages ?? []);
  return (name) => [...new Set(stages.filter(({ stage }) => stage === name).flatMap(({ artifacts }) => artifacts.map(({ kind }) => kind)))];
}

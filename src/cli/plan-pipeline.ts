import type { PipelineConfig } from '../config/pipeline-config.js';
import type { EventListener } from '../core/events.js';
import { type PlannedStage, plan } from '../runner/plan.js';
import { listRuns } from '../runner/run-store.js';
import { flow, STAGE_NAMES } from './flow.js';
import { FLOW_STAGES } from './flow-stages.js';
import { resolveResources, withServices } from './open-services.js';

/** Stages with effects outside of the store and the run folder. */
const NEVER_PLANNED = ['register'];

/** What a run of this pipeline would do, stage by stage. Makes nothing but reads the inputs. Failures: those of the stages. */
export async function planPipeline(
  config: PipelineConfig,
  workspace: string,
  signal: AbortSignal,
  emit: EventListener,
): Promise<readonly PlannedStage[]> {
  return withServices({ workspace, signal, emit, verify: 'sizes', ...resolveResources(config.resources) }, async (services) => {
    const context = { ...services, config, signal, emit, runFolder: await services.store.scratch() };
    const options = { stageNames: STAGE_NAMES, skipped: NEVER_PLANNED, store: services.store, kindsOf: kindsOf(workspace) };
    return plan(options, (stage) =>
      flow(
        FLOW_STAGES,
        (each, input) => stage(each, input, context),
        () => {},
      ),
    );
  });
}

/** The kinds of artifacts that each stage made or used in any earlier run of this workspace. */
function kindsOf(workspace: string): (stage: string) => readonly string[] {
  const stages = listRuns(workspace).flatMap(({ manifest }) => manifest?.stages ?? []);
  return (name) => [...new Set(stages.filter(({ stage }) => stage === name).flatMap(({ artifacts }) => artifacts.map(({ kind }) => kind)))];
}

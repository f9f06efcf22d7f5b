import { isAbsolute, relative, resolve } from 'node:path';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { EventListener } from '../../core/events.js';
import { fail } from '../../core/failure.js';
import { forecastRun } from '../../forecast/forecast.js';
import { stageSteps } from '../../runner/flow/flow.js';
import { FLOW } from '../flow/flow.js';
import { resolveResources } from '../open-services.js';
import { COSTS } from '../plan/costs.js';
import { planPipeline } from '../plan/plan-pipeline.js';
import { countTrialsAlone } from '../run/trials-alone.js';
import { argoWorkflow, type WorkflowFacts } from './argo-workflow.js';

/** A pipeline that is to run elsewhere; absolute paths but for the pipeline file. */
export interface ExportRequest extends Pick<WorkflowFacts, 'settings' | 'image' | 'cron'> {
  readonly config: PipelineConfig;
  /** As given on the command line. */
  readonly pipelineFile: string;
  readonly workspace: string;
  readonly projectFolder: string;
  readonly signal: AbortSignal;
}

const STAGES = stageSteps(FLOW).map(({ stage }) => stage.name);

/** What was exported. */
export interface ExportedWorkflow {
  readonly workflow: Readonly<Record<string, unknown>>;
  readonly facts: WorkflowFacts;
}

/**
 * The workflow of a pipeline. Its steps may take the memory that is forecast for a whole run with nothing stored, and at least what
 * the pipeline promises to hold. Reads the inputs, as a plan does.
 * Failures: those of a plan, and `usage.wrong-value` for a pipeline file outside of the project folder.
 */
export async function exportArgo(request: ExportRequest, emit: EventListener): Promise<ExportedWorkflow> {
  const { config, workspace, projectFolder, signal, settings, image, cron } = request;
  const pipelineFile = insideProject(request.pipelineFile, projectFolder);
  const { made } = await planPipeline({ config, workspace, projectFolder, signal }, emit);
  const facts: WorkflowFacts = {
    name: config.name,
    pipelineFile,
    settings,
    trialCount: countTrialsAlone(config),
    image,
    cron,
    ...resolveResources(config.resources),
    peakMemoryBytes: Math.max(made.input.memoryBytes, forecastRun({ ...made.input, stagesToRun: STAGES }, COSTS).peakMemoryBytes),
  };
  return { workflow: argoWorkflow(facts), facts };
}

function insideProject(pipelineFile: string, projectFolder: string): string {
  const path = relative(projectFolder, resolve(projectFolder, pipelineFile));
  if (!isAbsolute(path) && !path.startsWith('..')) return path;
  throw fail('usage.wrong-value', {
    what: 'the pipeline file lies outside of the project folder',
    where: pipelineFile,
    got: path,
    wanted: `a file below ${projectFolder}: of all that steps read, that folder is what they share`,
    hint: 'give -C a folder that holds the pipeline file and its data',
  });
}

import type { Evaluation, LearningCurve, Repeats } from '../../artifacts/evaluation.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { Stage } from '../../stages/stage-context.js';
import type { FlowArtifacts } from '../flow/flow.js';
import { type JudgedSuites, suitesStage } from '../suites/judge-suites.js';
import type { PreparedSuite } from '../suites/suite-files.js';
import { learningCurveStage } from './curve/learning-curve.js';
import { repeatStage } from './repeat-evaluation.js';

/** What a run finds out beside its flow; each null unless `evaluate` asks for it. */
export interface FoundBeside {
  readonly repeats: Repeats | null;
  readonly curve: LearningCurve | null;
  readonly suites: JudgedSuites | null;
}

/** Before anything is asked. */
export const NOTHING_BESIDE: FoundBeside = { repeats: null, curve: null, suites: null };

/** What is asked of a run, and how it runs a stage. */
export interface BesideFlow {
  readonly evaluate: PipelineConfig['evaluate'];
  readonly suiteFiles: readonly PreparedSuite[];
  /** Whether the stage that gave the output was made, not found. */
  readonly isMade: boolean;
  readonly reachesEnd: boolean;
  readonly runStage: <Input extends object, Output extends { readonly kind: string }>(stage: Stage<Input, Output>, input: Input) => Promise<Output>;
}

/** What a stage of the flow is followed by, beside the flow. */
export async function findBeside(
  output: { readonly kind: string },
  input: FlowArtifacts,
  { evaluate, suiteFiles, isMade, reachesEnd, runStage }: BesideFlow,
): Promise<Partial<FoundBeside>> {
  if (output.kind === 'evaluation' && evaluate?.repeats !== undefined && (isMade || reachesEnd)) {
    const { source, prepared } = input;
    const { kind: _, ...repeats } = await runStage(repeatStage, { source, prepared, evaluation: output as Evaluation });
    return { repeats };
  }
  if (output.kind !== 'bundle') return {};
  const curve = evaluate?.learningCurve === undefined || !reachesEnd ? null : (await runStage(learningCurveStage, input)).points;
  const built = { ...input, bundle: output as FlowArtifacts['bundle'], files: suiteFiles };
  return { curve, suites: evaluate?.suites === undefined ? null : await runStage(suitesStage, built) };
}

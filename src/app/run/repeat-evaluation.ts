import { join } from 'node:path';
import type { Evaluation, Repeats, Spread } from '../../artifacts/evaluation.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { walkFlow } from '../../runner/flow/flow.js';
import { stageWithoutPieces } from '../../runner/flow/stage.js';
import type { Stage, StageContext } from '../../stages/stage-context.js';
import { FLOW, type FlowArtifacts } from '../flow/flow.js';

/** What a run has made when its own figures are there: nothing of it but the data depends on the seed. */
type Made = Pick<FlowArtifacts, 'source' | 'prepared'> & { readonly evaluation: Evaluation };

/** The spread, as a stage gives it. */
export interface RepeatedEvaluation extends Repeats {
  readonly kind: 'repeats';
}

/**
 * Runs the flow from the split to the figures again for further seeds, one after the other: the spread of the figures over splits and
 * trainings. Its pieces are those of any run and found again. What these runs write lies in `repeats/SEED` of the run folder; what they
 * warn of has been said by the run itself.
 */
export const repeatStage: Stage<Made, RepeatedEvaluation> = stageWithoutPieces({
  name: 'repeat',
  async run({ evaluation, ...data }, context) {
    const seeds = seedsOf(context.config);
    const evaluations = [evaluation];
    for (const seed of seeds.slice(1)) {
      evaluations.push(await evaluateWith(seed, data, context));
      context.emit({ type: 'progress', stage: 'repeat', unit: 'seeds', done: evaluations.length - 1, total: seeds.length - 1 });
    }
    const spread = (name: keyof Repeats['figures']): Spread => spreadOf(evaluations.map(({ metrics }) => metrics[name]));
    return { kind: 'repeats', seeds, figures: { accuracy: spread('accuracy'), macroF1: spread('macroF1') } };
  },
});

function seedsOf({ evaluate, split }: PipelineConfig): readonly number[] {
  return Array.from({ length: evaluate?.repeats ?? 1 }, (_, i) => split.seed + i);
}

async function evaluateWith(seed: number, data: Pick<FlowArtifacts, 'source' | 'prepared'>, context: StageContext): Promise<Evaluation> {
  const config = { ...context.config, split: { ...context.config.split, seed } };
  const runFolder = join(context.runFolder, 'repeats', String(seed));
  makeFolder(runFolder);
  const own = { ...context, config, runFolder, emit: () => {}, onTrial: () => {} };
  const made = await walkFlow(
    FLOW,
    async ({ stage, gives }, input) => {
      context.signal.throwIfAborted();
      return gives === 'bundle' ? undefined : stage.run(input as never, own);
    },
    data,
  );
  return made.evaluation as Evaluation;
}

/** Of two values or more. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)), values };
}

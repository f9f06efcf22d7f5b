import type { Bundle, Registration } from '../../artifacts/bundle.js';
import type { Calibration, Comparison, Evaluation } from '../../artifacts/evaluation.js';
import type { FeatureMatrix, FeatureVariants } from '../../artifacts/features.js';
import type { Fit } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import type { Split } from '../../artifacts/split.js';
import type { Trials } from '../../artifacts/trials.js';
import type { Stage } from '../../runner/stage.js';

/** The stages of a run. Artifacts carry their kind, so a stage that is given the wrong one does not compile. */
export interface FlowStages {
  readonly source: Stage<Record<never, never>, Source>;
  readonly prepare: Stage<{ source: Source }, Prepared>;
  readonly split: Stage<{ source: Source; prepared: Prepared }, Split>;
  readonly features: Stage<{ prepared: Prepared; split: Split }, FeatureVariants>;
  readonly search: Stage<{ prepared: Prepared; split: Split; features: FeatureVariants }, Trials>;
  readonly train: Stage<{ prepared: Prepared; split: Split; features: FeatureVariants; trials: Trials }, Fit>;
  readonly calibrate: Stage<{ prepared: Prepared; split: Split; matrix: FeatureMatrix; fit: Fit }, Calibration>;
  readonly evaluate: Stage<
    { source: Source; prepared: Prepared; split: Split; matrix: FeatureMatrix; fit: Fit; calibration: Calibration },
    Evaluation
  >;
  readonly bundle: Stage<
    {
      source: Source;
      prepared: Prepared;
      split: Split;
      matrix: FeatureMatrix;
      fit: Fit;
      trials: Trials;
      calibration: Calibration;
      evaluation: Evaluation;
    },
    Bundle
  >;
  readonly compare: Stage<
    {
      source: Source;
      prepared: Prepared;
      split: Split;
      bundle: Bundle;
      evaluation: Evaluation;
      fit: Fit;
      matrix: FeatureMatrix;
      calibration: Calibration;
    },
    Comparison
  >;
  readonly register: Stage<{ bundle: Bundle; comparison: Comparison }, Registration>;
}

export const STAGE_NAMES = [
  'source',
  'prepare',
  'split',
  'features',
  'search',
  'train',
  'calibrate',
  'evaluate',
  'bundle',
  'compare',
  'register',
] as const satisfies readonly (keyof FlowStages)[];

/** Everything that a whole run made. */
export interface FlowArtifacts {
  readonly source: Source;
  readonly prepared: Prepared;
  readonly split: Split;
  readonly features: FeatureVariants;
  readonly trials: Trials;
  readonly matrix: FeatureMatrix;
  readonly fit: Fit;
  readonly calibration: Calibration;
  readonly evaluation: Evaluation;
  readonly bundle: Bundle;
  readonly comparison: Comparison;
  readonly registration: Registration;
}

/** Runs one stage: the runner times it and tells of it. */
export type RunStage = <Input extends object, Output extends { readonly kind: string }>(stage: Stage<Input, Output>, input: Input) => Promise<Output>;

/**
 * The whole flow over the stages given: data goes down only. `onSource` is told as soon as the inputs are known: a run
 * has its id from then on; a promise is waited for.
 */
export async function flow(stages: FlowStages, run: RunStage, onSource: (source: Source) => unknown): Promise<FlowArtifacts> {
  const source = await run(stages.source, {});
  await onSource(source);
  const prepared = await run(stages.prepare, { source });
  const split = await run(stages.split, { source, prepared });
  const features = await run(stages.features, { prepared, split });
  const trials = await run(stages.search, { prepared, split, features });
  const fit = await run(stages.train, { prepared, split, features, trials });
  const matrix = chosenMatrix(features, trials);
  const calibration = await run(stages.calibrate, { prepared, split, matrix, fit });
  const evaluation = await run(stages.evaluate, { source, prepared, split, matrix, fit, calibration });
  const bundle = await run(stages.bundle, { source, prepared, split, matrix, fit, trials, calibration, evaluation });
  const comparison = await run(stages.compare, { source, prepared, split, bundle, evaluation, fit, matrix, calibration });
  const registration = await run(stages.register, { bundle, comparison });
  return { source, prepared, split, features, trials, matrix, fit, calibration, evaluation, bundle, comparison, registration };
}

/** The feature matrix of the trial that won. */
function chosenMatrix(features: FeatureVariants, trials: Trials): FeatureMatrix {
  const matrix = features.variants[trials.trials[trials.chosen]?.variantIndex ?? -1];
  if (matrix === undefined) throw new RangeError(`trial ${trials.chosen} names a feature variant that is not there`);
  return matrix;
}

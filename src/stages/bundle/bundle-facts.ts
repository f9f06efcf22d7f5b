import type { Calibration, Evaluation } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import type { Fit } from '../../artifacts/fit.js';
import type { Source } from '../../artifacts/source.js';
import type { Split } from '../../artifacts/split.js';
import type { Trials } from '../../artifacts/trials.js';
import type { Json } from '../../core/canonical-json.js';
import type { BundleFacts } from '../../model/bundle/bundle-format.js';
import type { StageContext } from '../stage-context.js';

/** What a run made before its bundle. */
export interface Made {
  readonly source: Source;
  readonly split: Split;
  readonly matrix: FeatureMatrix;
  readonly fit: Fit;
  readonly trials: Trials;
  readonly calibration: Calibration;
  readonly evaluation: Evaluation;
}

/** What a bundle's manifest records of the run that made it. */
export function bundleFacts(
  { source, split, matrix, fit, trials, calibration, evaluation }: Made,
  run: string,
  { config, environment, inputs }: Pick<StageContext, 'config' | 'environment' | 'inputs'>,
): BundleFacts {
  const { kind: _, ...calibrated } = calibration;
  const { suite, metrics, allCodes, intervals } = evaluation;
  return {
    name: config.name,
    splitDigest: split.splitDigest,
    codebookDigest: source.codebookDigest,
    fit: {
      status: fit.status,
      converged: ['converged', 'closed-form', 'grown'].includes(fit.status),
      certificate: fit.certificate,
      settings: fit.settings,
      passCount: fit.passes.length,
      featureVariant: matrix.variant,
    },
    calibration: calibrated,
    evaluation: { suite, metrics, allCodes, intervals },
    run: {
      id: run,
      config: config as unknown as Json,
      partitions: source.partitions.map(({ path, digest, byteCount, rowCount }) => ({ path, digest, byteCount, rowCount })),
      // All that a reproduction from the bundle alone starts from, and is compared with.
      inputs: (inputs ?? null) as unknown as Json,
      environment: (environment ?? null) as unknown as Json,
      trialCount: trials.trials.length,
      chosenTrial: trials.chosen,
    },
  };
}

import type { Evaluation } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { FitOutcome } from '../../ml/fit.js';
import { featureNames } from './feature-names.js';

interface Told {
  readonly matrix: FeatureMatrix;
  readonly fit: Pick<FitOutcome, 'featureImportance'>;
}

/** The features that matter most to a fit, by name. N-grams without a name (too rare for `privacy.minGroupsPerNgram`) are passed over. */
export function importantNgrams({ matrix, fit }: Told, { privacy }: Pick<PipelineConfig, 'privacy'>): Evaluation['important'] {
  if (fit.featureImportance === undefined) return undefined;
  if (!privacy.examples) return [];
  const names = featureNames(matrix.table);
  return fit.featureImportance.map(({ feature, share }) => ({ ngram: names[feature] as string, share })).filter(({ ngram }) => ngram !== '');
}

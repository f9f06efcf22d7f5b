import type { FeaturesConfig, PipelineConfig } from '../../config/pipeline-config.js';

/** One setting of the feature axes of the grid. */
export interface Variant {
  /** Short readable settings: the n-grams, and every other axis that the grid names. */
  readonly label: string;
  readonly features: FeaturesConfig;
}

/** Axes of the grid that make feature variants, the first one slowest. */
const AXES = ['words', 'chars', 'ids', 'minDocumentFrequency', 'maxFeatures', 'termWeight', 'idf', 'blocks', 'blockWeights', 'titles'] as const;
type Axis = (typeof AXES)[number];

/** Every combination of the grid's feature axes; an axis that the grid leaves out keeps the value of `features`. */
export function listVariants(config: PipelineConfig): Variant[] {
  let variants: FeaturesConfig[] = [config.features];
  for (const axis of AXES) {
    const values = config.search.grid[axis];
    if (values !== undefined) variants = variants.flatMap((features) => values.map((value) => ({ ...features, [axis]: value })));
  }
  const shown = AXES.filter((axis) => axis === 'words' || axis === 'chars' || config.search.grid[axis] !== undefined);
  return variants.map((features) => ({ label: shown.map((axis) => `${axis}=${showValue(features[axis])}`).join(' '), features }));
}

function showValue(value: FeaturesConfig[Axis]): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value !== 'object') return String(value);
  return isRange(value) ? value.join('-') : showWeights(value);
}

function isRange(value: object): value is readonly number[] {
  return Array.isArray(value);
}

function showWeights(weights: FeaturesConfig['blockWeights']): string {
  const named = Object.entries(weights).map(([name, weight]) => `${name}:${weight}`);
  return named.length === 0 ? 'equal' : named.join(',');
}

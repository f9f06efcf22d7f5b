import type { FeaturesConfig } from '../../config/pipeline-config.js';

/** The term weights that bundles have always had, by what they are called there. */
const SUBLINEAR: Partial<Record<FeaturesConfig['termWeight'], boolean>> = { count: false, log: true };

/**
 * The settings of features as a bundle spells them. What an older release could say is said in its words, so that the model keeps
 * its digest and opens there; anything newer is a key that an older release refuses. `featuresConfig` reads both.
 */
export function storedFeatures({ termWeight, blocks, ...rest }: FeaturesConfig): object {
  const sublinear = SUBLINEAR[termWeight];
  return {
    ...rest,
    ...(sublinear === undefined ? { termWeight } : { sublinear }),
    ...(blocks === 'columns' ? {} : { blocks }),
  };
}

import { describe, expect, it } from 'vitest';
import type { FeaturesConfig } from '../../../src/config/pipeline-config.js';
import { featuresConfig } from '../../../src/config/sections/features.js';
import { storedFeatures } from '../../../src/model/bundle/stored-features.js';

const settings = (given: object) => featuresConfig.parse(given) as FeaturesConfig;

describe('the settings of features in a bundle', () => {
  it('are spelled as ever where they could be said before, so that digests stay', () => {
    expect(storedFeatures(settings({}))).toEqual({
      words: [1, 2],
      chars: [3, 5],
      ids: 'vocabulary',
      minDocumentFrequency: 2,
      maxFeatures: 262144,
      sublinear: false,
      idf: 'smooth',
      blockWeights: {},
    });
    expect(storedFeatures(settings({ sublinear: true }))).toMatchObject({ sublinear: true });
  });

  it.each([
    { termWeight: 'sqrt' },
    { termWeight: 'binary', idf: 'sqrt' },
    { termWeight: 'log' },
    { blocks: 'kinds', blockWeights: { 'text.words': 2 } },
    { sublinear: true },
    {},
  ])('are read back as they were written: %o', (given) => {
    expect(settings(storedFeatures(settings(given)))).toEqual(settings(given));
  });

  it.each(['sqrt', 'binary'])('have no older spelling of %s that a release without it would take for another', (termWeight) => {
    expect(storedFeatures(settings({ termWeight }))).toMatchObject({ termWeight });
    expect(storedFeatures(settings({ termWeight }))).not.toHaveProperty('sublinear');
  });
});

import { z } from 'zod';
import { withMetrics } from './agreed-metrics.js';
import { bundleConfig } from './sections/bundle.js';
import { dataConfig } from './sections/data.js';
import { engineConfig } from './sections/engine.js';
import { featuresConfig } from './sections/features.js';
import { calibrationConfig } from './sections/judgement/calibration.js';
import { evaluateConfig } from './sections/judgement/evaluate.js';
import { gateConfig } from './sections/judgement/gate.js';
import { reviewConfig } from './sections/judgement/review.js';
import { privacyConfig } from './sections/privacy.js';
import { resourcesConfig } from './sections/resources.js';
import { searchConfig } from './sections/search.js';
import { splitConfig } from './sections/split.js';
import { textConfig } from './sections/text.js';
import { trainConfig } from './sections/train.js';

const NAME = 'lower-case letters, digits and hyphens';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, NAME)
  .meta({ wanted: NAME, description: `The name that the models are registered under; ${NAME}, required.` });

/** A pipeline file: its name and its sections, each in a file of its own under `sections/`. */
export const pipelineConfig = z
  .strictObject({
    name,
    data: dataConfig,
    text: textConfig.prefault({}),
    split: splitConfig.prefault({}),
    features: featuresConfig.prefault({}),
    search: searchConfig.prefault({}),
    train: trainConfig.prefault({}),
    calibration: calibrationConfig.prefault({}),
    evaluate: evaluateConfig.optional(),
    review: reviewConfig.prefault({}),
    bundle: bundleConfig.prefault({}),
    gate: gateConfig.prefault({}),
    privacy: privacyConfig.prefault({}),
    resources: resourcesConfig.prefault({}),
    engine: engineConfig.prefault({}),
  })
  .transform(withMetrics);

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** A whole pipeline file with every default filled in. */
export type PipelineConfig = DeepReadonly<z.output<typeof pipelineConfig>>;
export type DataConfig = PipelineConfig['data'];
export type TextConfig = PipelineConfig['text'];
export type FeaturesConfig = PipelineConfig['features'];
export type SearchConfig = PipelineConfig['search'];
export type EngineConfig = PipelineConfig['engine'];
export type SuiteConfig = NonNullable<NonNullable<PipelineConfig['evaluate']>['suites']>[string];

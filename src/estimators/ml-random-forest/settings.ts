import type { z } from 'zod';
import { CLASS_WEIGHT_COLUMN } from '../class-weight.js';
import { denseFeaturesAxis } from '../dense/dense-axis.js';
import type { Zod } from '../estimator.js';
import type { KindSettings, SettingsRules } from '../kind-settings.js';
import { WHOLE_FIT } from '../whole-fit.js';

/** Name of the kind. */
export const ML_RANDOM_FOREST = 'ml-random-forest';

/** The settings that a fit depends on, beside its rows. */
export interface MlForestSettings extends KindSettings {
  readonly estimator: typeof ML_RANDOM_FOREST;
  readonly denseFeatures: number;
  readonly denseTrees: number;
  readonly depth: number;
  readonly seed: number;
}

function mlForestAxes(z: Zod) {
  return {
    denseFeatures: denseFeaturesAxis(z),
    denseTrees: z
      .array(z.int().min(1).max(1000))
      .min(1)
      .default([10])
      .describe(
        'How many trees vote, each over as many of the features as the root of their number; a list of whole numbers from 1 to 1000, default [10].',
      ),
    depth: z
      .array(z.int().min(1).max(64))
      .min(1)
      .default([16])
      .describe('How many splits lead to a leaf at most; a list of whole numbers from 1 to 64, default [16].'),
  };
}

type Axes = z.output<z.ZodObject<ReturnType<typeof mlForestAxes>>>;
type Point = { readonly [Axis in keyof Axes]: Axes[Axis][number] };

/** What a search and a report may ask about settings of this kind. The package knows no class weights. */
export const mlForestSettings: SettingsRules<MlForestSettings> = {
  ...WHOLE_FIT,
  axes: mlForestAxes,
  axisOrder: ['denseFeatures', 'depth', 'denseTrees'],
  at: (_section, point, seed) => ({ estimator: ML_RANDOM_FOREST, classWeight: 'none', ...(point as unknown as Point), seed }),
  shortened: (settings) => settings,
  pace: (settings) => ({ family: `denseFeatures=${settings.denseFeatures} depth=${settings.depth}`, startsSlowly: false }),
  final: (settings) => settings,
  compare: (a, b) => a.denseFeatures - b.denseFeatures || a.depth - b.depth || a.denseTrees - b.denseTrees,
  describe: ({ denseFeatures, depth, denseTrees }) => `${ML_RANDOM_FOREST} denseFeatures=${denseFeatures} depth=${depth} denseTrees=${denseTrees}`,
  facts: ({ denseFeatures, depth, denseTrees }) => [
    ['Most frequent features', denseFeatures],
    ['Trees', denseTrees],
    ['Deepest leaf', depth],
  ],
  columns: [
    { name: 'denseFeatures', type: 'int32', of: ({ denseFeatures }) => denseFeatures },
    { name: 'denseTrees', type: 'int32', of: ({ denseTrees }) => denseTrees },
    { name: 'depth', type: 'int32', of: ({ depth }) => depth },
    CLASS_WEIGHT_COLUMN,
  ],
  scale: null,
};

import type { z } from 'zod';
import { CLASS_WEIGHT_COLUMN } from '../class-weight.js';
import { denseFeaturesAxis } from '../dense/dense-axis.js';
import type { Zod } from '../estimator.js';
import type { KindSettings, SettingsRules } from '../kind-settings.js';
import { WHOLE_FIT } from '../whole-fit.js';

/** Name of the kind. */
export const ML_LOGISTIC_REGRESSION = 'ml-logistic-regression';

/** The settings that a fit depends on, beside its rows. */
export interface MlLogisticSettings extends KindSettings {
  readonly estimator: typeof ML_LOGISTIC_REGRESSION;
  readonly denseFeatures: number;
  readonly steps: number;
  readonly learningRate: number;
}

function mlLogisticAxes(z: Zod) {
  return {
    denseFeatures: denseFeaturesAxis(z),
    steps: z
      .array(z.int().min(1))
      .min(1)
      .default([200])
      .describe('How many steps down the gradient over all rows a code gets; a list of whole numbers of at least 1, default [200].'),
    learningRate: z
      .array(z.number().positive())
      .min(1)
      .default([0.005])
      .describe(
        'The length of a step: the gradient, summed over the rows, times this; it has to be the smaller the more rows there are; a list of numbers above 0, default [0.005].',
      ),
  };
}

type Axes = z.output<z.ZodObject<ReturnType<typeof mlLogisticAxes>>>;
type Point = { readonly [Axis in keyof Axes]: Axes[Axis][number] };

/** What a search and a report may ask about settings of this kind. The package knows no class weights. */
export const mlLogisticSettings: SettingsRules<MlLogisticSettings> = {
  ...WHOLE_FIT,
  axes: mlLogisticAxes,
  axisOrder: ['denseFeatures', 'learningRate', 'steps'],
  at: (_section, point) => ({ estimator: ML_LOGISTIC_REGRESSION, classWeight: 'none', ...(point as unknown as Point) }),
  shortened: (settings) => settings,
  pace: (settings) => ({ family: `denseFeatures=${settings.denseFeatures}`, startsSlowly: false }),
  final: (settings) => settings,
  compare: (a, b) => a.denseFeatures - b.denseFeatures || a.steps - b.steps || a.learningRate - b.learningRate,
  describe: ({ denseFeatures, steps, learningRate }) =>
    `${ML_LOGISTIC_REGRESSION} denseFeatures=${denseFeatures} learningRate=${learningRate} steps=${steps}`,
  facts: ({ denseFeatures, steps, learningRate }) => [
    ['Most frequent features', denseFeatures],
    ['Steps', steps],
    ['Step length', learningRate],
  ],
  columns: [
    { name: 'denseFeatures', type: 'int32', of: ({ denseFeatures }) => denseFeatures },
    { name: 'steps', type: 'int32', of: ({ steps }) => steps },
    { name: 'learningRate', type: 'float64', of: ({ learningRate }) => learningRate },
    CLASS_WEIGHT_COLUMN,
  ],
  scale: null,
};

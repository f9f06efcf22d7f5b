import type { z } from 'zod';
import { CLASS_WEIGHT_COLUMN, classWeightAxis, classWeightForPeople, describeClassWeight } from '../class-weight.js';
import type { Zod } from '../estimator.js';
import type { KindSettings, Section, SettingsRules } from '../kind-settings.js';
import { WHOLE_FIT } from '../whole-fit.js';

/** Name of the kind. */
export const LINEAR_SVM = 'linear-svm';

/** The settings that a fit depends on, beside its rows. */
export interface SvmSettings extends KindSettings {
  readonly estimator: typeof LINEAR_SVM;
  readonly l2: number;
  /** Relative duality gap to reach, of each code. */
  readonly tolerance: number;
  readonly maxPasses: number;
  /** Of the order in which rows are visited. */
  readonly seed: number;
}

function svmOptions(z: Zod) {
  return {
    tolerance: z
      .number()
      .positive()
      .default(1e-3)
      .describe('The relative duality gap at which the fit of a code has converged; a number above 0, default 0.001.'),
    maxPasses: z.int().min(1).default(200).describe('The most passes over the training rows; a whole number of at least 1, default 200.'),
  };
}

function svmAxes(z: Zod) {
  return {
    l2: z
      .array(z.number().positive())
      .min(1)
      .default([1e-4])
      .describe('Strengths of the l2 penalty on weights and intercepts; a list of numbers above 0, default [0.0001].'),
    classWeight: classWeightAxis(z),
  };
}

type Output<Keys extends (z: Zod) => z.core.$ZodShape> = z.output<z.ZodObject<ReturnType<Keys>>>;
type Axes = Output<typeof svmAxes>;
type Point = { readonly [Axis in keyof Axes]: Axes[Axis][number] };

function settingsAt(section: Section, point: Readonly<Record<string, unknown>>, seed: number): SvmSettings {
  const { tolerance, maxPasses } = section as unknown as Output<typeof svmOptions>;
  return { estimator: LINEAR_SVM, ...(point as unknown as Point), tolerance, maxPasses, seed };
}

/** What a search and a report may ask about settings of this kind. */
export const svmSettings: SettingsRules<SvmSettings> = {
  ...WHOLE_FIT,
  options: svmOptions,
  axes: svmAxes,
  axisOrder: ['classWeight', 'l2'],
  whyNoShortFits: () => `kind: ${LINEAR_SVM}, which is fitted to its tolerance`,
  at: settingsAt,
  shortened: (settings, passes) => ({ ...settings, maxPasses: Math.min(passes, settings.maxPasses) }),
  pace: ({ classWeight }) => ({ family: describeClassWeight(classWeight), startsSlowly: false }),
  final: (settings) => settings,
  compare: (a, b) => b.l2 - a.l2,
  describe: ({ l2, classWeight }) => `${LINEAR_SVM} l2=${l2.toExponential()} classWeight=${describeClassWeight(classWeight)}`,
  facts: (settings) => [
    ['Penalty l2', settings.l2],
    ['Class weight', classWeightForPeople(settings)],
  ],
  columns: [{ name: 'l2', type: 'float64', of: ({ l2 }) => l2 }, CLASS_WEIGHT_COLUMN],
  stopsAt: ({ tolerance }) => ({ tolerance, patience: null }),
  scale: {
    axis: 'l2',
    what: 'penalty',
    of: ({ l2 }) => l2,
    family: (settings) => [['class weight', classWeightForPeople(settings)]],
  },
};

import type { z } from 'zod';
import { CLASS_WEIGHT_COLUMN, classWeightAxis, classWeightForPeople, describeClassWeight } from '../class-weight.js';
import type { Zod } from '../estimator.js';
import type { KindSettings, SettingsRules } from '../kind-settings.js';
import { WHOLE_FIT } from '../whole-fit.js';

/** Name of the kind. */
export const LOOKUP = 'lookup';

/** The settings that a fit depends on, beside its rows. */
export interface LookupSettings extends KindSettings {
  readonly estimator: typeof LOOKUP;
  readonly neighbours: number;
}

function lookupAxes(z: Zod) {
  return {
    neighbours: z
      .array(z.int().min(1).max(1000))
      .min(1)
      .default([5])
      .describe(
        'How many of the nearest texts of training answer for a text that is none of them; a list of whole numbers from 1 to 1000, default [5].',
      ),
    classWeight: classWeightAxis(z),
  };
}

type Axes = z.output<z.ZodObject<ReturnType<typeof lookupAxes>>>;
type Point = { readonly [Axis in keyof Axes]: Axes[Axis][number] };

/** What a search and a report may ask about settings of this kind. */
export const lookupSettings: SettingsRules<LookupSettings> = {
  ...WHOLE_FIT,
  axes: lookupAxes,
  axisOrder: ['classWeight', 'neighbours'],
  at: (_section, point) => ({ estimator: LOOKUP, ...(point as unknown as Point) }),
  shortened: (settings) => settings,
  pace: ({ classWeight }) => ({ family: describeClassWeight(classWeight), startsSlowly: false }),
  final: (settings) => settings,
  // More texts that answer are a smoother model.
  compare: (a, b) => b.neighbours - a.neighbours,
  describe: ({ classWeight, neighbours }) => `${LOOKUP} classWeight=${describeClassWeight(classWeight)} neighbours=${neighbours}`,
  facts: (settings) => [
    ['Nearest texts', settings.neighbours],
    ['Class weight', classWeightForPeople(settings)],
  ],
  columns: [{ name: 'neighbours', type: 'int32', of: ({ neighbours }) => neighbours }, CLASS_WEIGHT_COLUMN],
  scale: {
    axis: 'neighbours',
    what: 'number of texts',
    of: ({ neighbours }) => neighbours,
    family: (settings) => [['class weight', classWeightForPeople(settings)]],
  },
};

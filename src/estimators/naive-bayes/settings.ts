import type { z } from 'zod';
import { CLASS_WEIGHT_COLUMN, classWeightAxis, classWeightForPeople, describeClassWeight } from '../class-weight.js';
import type { Zod } from '../estimator.js';
import type { KindSettings, SettingsRules } from '../kind-settings.js';
import { WHOLE_FIT } from '../whole-fit.js';

/** Name of the kind. */
export const NAIVE_BAYES = 'naive-bayes';

/** The settings that a fit depends on, beside its rows. */
export interface NaiveBayesSettings extends KindSettings {
  readonly estimator: typeof NAIVE_BAYES;
  readonly counting: 'multinomial' | 'complement';
  readonly alpha: number;
}

function naiveBayesAxes(z: Zod) {
  return {
    counting: z
      .array(z.enum(['multinomial', 'complement']))
      .min(1)
      .default(['complement'])
      .describe(
        'What is counted for a code; a list of multinomial, the features of its own rows beside its share of all, and complement, those of all other rows, which suits unequal codes, default [complement].',
      ),
    alpha: z
      .array(z.number().positive())
      .min(1)
      .default([0.01])
      .describe('What every count of a feature begins with, so that none is zero; a list of numbers above 0, default [0.01].'),
    classWeight: classWeightAxis(z),
  };
}

type Axes = z.output<z.ZodObject<ReturnType<typeof naiveBayesAxes>>>;
type Point = { readonly [Axis in keyof Axes]: Axes[Axis][number] };

/** What a search and a report may ask about settings of this kind. */
export const naiveBayesSettings: SettingsRules<NaiveBayesSettings> = {
  ...WHOLE_FIT,
  axes: naiveBayesAxes,
  axisOrder: ['counting', 'classWeight', 'alpha'],
  at: (_section, point) => ({ estimator: NAIVE_BAYES, ...(point as unknown as Point) }),
  shortened: (settings) => settings,
  pace: (settings) => ({ family: familyOf(settings), startsSlowly: false }),
  final: (settings) => settings,
  // The more is added to all counts, the less the rows say.
  compare: (a, b) => b.alpha - a.alpha,
  describe: (settings) => `${NAIVE_BAYES} ${familyOf(settings)} alpha=${settings.alpha}`,
  facts: (settings) => [
    ['Counted for a code', settings.counting],
    ['Added to every count', settings.alpha],
    ['Class weight', classWeightForPeople(settings)],
  ],
  columns: [
    { name: 'counting', type: 'text', of: ({ counting }) => counting },
    { name: 'alpha', type: 'float64', of: ({ alpha }) => alpha },
    CLASS_WEIGHT_COLUMN,
  ],
  scale: {
    axis: 'alpha',
    what: 'smoothing',
    of: ({ alpha }) => alpha,
    family: (settings) => [
      ['counting', settings.counting],
      ['class weight', classWeightForPeople(settings)],
    ],
  },
};

function familyOf({ counting, classWeight }: NaiveBayesSettings): string {
  return `${counting} classWeight=${describeClassWeight(classWeight)}`;
}

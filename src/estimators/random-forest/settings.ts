import type { z } from 'zod';
import { CLASS_WEIGHT_COLUMN, classWeightAxis, classWeightForPeople, describeClassWeight } from '../class-weight.js';
import type { Zod } from '../estimator.js';
import type { KindSettings, SettingsRules } from '../kind-settings.js';
import { WHOLE_FIT } from '../whole-fit.js';

/** Name of the kind. */
export const RANDOM_FOREST = 'random-forest';

/** The settings that a fit depends on, beside its rows. */
export interface ForestSettings extends KindSettings {
  readonly estimator: typeof RANDOM_FOREST;
  readonly trees: number;
  /** n-grams that are drawn for a split, of those that the rows to be split have. */
  readonly tried: number;
  /** The fewest rows of a leaf. */
  readonly leafRows: number;
  readonly seed: number;
}

function forestAxes(z: Zod) {
  return {
    trees: z
      .array(z.int().min(1).max(10_000))
      .min(1)
      .default([100])
      .describe('How many trees vote; a list of whole numbers from 1 to 10000, default [100].'),
    tried: z
      .array(z.int().min(1).max(4096))
      .min(1)
      .default([256])
      .describe(
        'How many n-grams are drawn for each split, from the rows that it splits, the best of which splits them; a list of whole numbers from 1 to 4096, default [256].',
      ),
    leafRows: z
      .array(z.int().min(1))
      .min(1)
      .default([1])
      .describe('The fewest rows that a leaf of a tree has; a list of whole numbers of at least 1, default [1].'),
    classWeight: classWeightAxis(z),
  };
}

type Axes = z.output<z.ZodObject<ReturnType<typeof forestAxes>>>;
type Point = { readonly [Axis in keyof Axes]: Axes[Axis][number] };

/** What a search and a report may ask about settings of this kind. */
export const forestSettings: SettingsRules<ForestSettings> = {
  ...WHOLE_FIT,
  axes: forestAxes,
  axisOrder: ['classWeight', 'leafRows', 'tried', 'trees'],
  whyNoShortFits: () => `kind: ${RANDOM_FOREST}, whose trees are grown in full`,
  at: (_section, point, seed) => ({ estimator: RANDOM_FOREST, ...(point as unknown as Point), seed }),
  shortened: (settings) => settings,
  pace: (settings) => ({ family: familyOf(settings), startsSlowly: false }),
  final: (settings) => settings,
  // Larger leaves make the smaller model, and so do fewer trees.
  compare: (a, b) => b.leafRows - a.leafRows || a.trees - b.trees,
  describe: (settings) => `${RANDOM_FOREST} ${familyOf(settings)} trees=${settings.trees}`,
  facts: (settings) => [
    ['Trees', settings.trees],
    ['N-grams tried for a split', settings.tried],
    ['Fewest rows of a leaf', settings.leafRows],
    ['Class weight', classWeightForPeople(settings)],
  ],
  columns: [
    { name: 'trees', type: 'int32', of: ({ trees }) => trees },
    { name: 'tried', type: 'int32', of: ({ tried }) => tried },
    { name: 'leafRows', type: 'int32', of: ({ leafRows }) => leafRows },
    CLASS_WEIGHT_COLUMN,
  ],
  scale: null,
};

function familyOf({ classWeight, leafRows, tried }: ForestSettings): string {
  return `classWeight=${describeClassWeight(classWeight)} leafRows=${leafRows} tried=${tried}`;
}

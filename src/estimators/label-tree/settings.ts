import type { z } from 'zod';
import { CLASS_WEIGHT_COLUMN, classWeightAxis, classWeightForPeople, describeClassWeight } from '../class-weight.js';
import type { Zod } from '../estimator.js';
import type { KindSettings, Section, SettingsRules } from '../kind-settings.js';
import { WHOLE_FIT } from '../whole-fit.js';

/** Name of the kind. */
export const LABEL_TREE = 'label-tree';

/** The settings that a fit depends on, beside its rows. */
export interface TreeSettings extends KindSettings {
  readonly estimator: typeof LABEL_TREE;
  /** What groups the codes: likeness of their rows, or the codebook. */
  readonly tree: 'clusters' | 'codebook';
  /** `clusters`: groups that a group is divided into, a power of two. */
  readonly branching: number;
  /** `clusters`: the most codes of a group that is divided no further. */
  readonly leafCodes: number;
  /** Groups of a level that are looked into when a row is coded. */
  readonly beam: number;
  readonly l2: number;
  /** Weights nearer to 0 are left out. */
  readonly leastWeight: number;
  /** Relative duality gap to reach, of each ranker. */
  readonly tolerance: number;
  readonly maxPasses: number;
  /** Of the codes that clusters start from, and of the order in which rows are visited. */
  readonly seed: number;
}

function treeOptions(z: Zod) {
  return {
    tolerance: z
      .number()
      .positive()
      .default(0.05)
      .describe('The relative duality gap at which the fit of a ranker has converged; a number above 0, default 0.05.'),
    maxPasses: z.int().min(1).default(100).describe('The most passes over the training rows of a node; a whole number of at least 1, default 100.'),
  };
}

function treeAxes(z: Zod) {
  const list = <Value extends z.ZodType>(value: Value) => z.array(value).min(1);
  return {
    tree: list(z.enum(['clusters', 'codebook']))
      .default(['clusters'])
      .describe(
        'What the tree of codes is: clusters (codes whose rows are alike side by side) or codebook (as `data.codebook` has them); a list of these, default [clusters].',
      ),
    branching: list(z.literal([2, 4, 8, 16, 32, 64]))
      .default([16])
      .describe('Of clusters, how many groups a group of codes is divided into; a list of 2, 4, 8, 16, 32 and 64, default [16].'),
    leafCodes: list(z.int().min(2).max(4096))
      .default([100])
      .describe('Of clusters, the most codes of a group that is divided no further; a list of whole numbers from 2 to 4096, default [100].'),
    beam: list(z.int().min(1).max(1024))
      .default([10])
      .describe('How many groups of a level are looked into when a text is coded; a list of whole numbers from 1 to 1024, default [10].'),
    leastWeight: list(z.number().min(0))
      .default([0.02])
      .describe('Weights that are nearer to 0 are left out of the model; a list of numbers of at least 0, default [0.02].'),
    l2: list(z.number().positive())
      .default([1e-5])
      .describe('Strengths of the l2 penalty on weights and intercepts; a list of numbers above 0, default [0.00001].'),
    classWeight: classWeightAxis(z),
  };
}

type Output<Keys extends (z: Zod) => z.core.$ZodShape> = z.output<z.ZodObject<ReturnType<Keys>>>;
type Axes = Output<typeof treeAxes>;
type Point = { readonly [Axis in keyof Axes]: Axes[Axis][number] };

function settingsAt(section: Section, point: Readonly<Record<string, unknown>>, seed: number): TreeSettings {
  const { tolerance, maxPasses } = section as unknown as Output<typeof treeOptions>;
  return { estimator: LABEL_TREE, ...(point as unknown as Point), tolerance, maxPasses, seed };
}

/** What a search and a report may ask about settings of this kind. */
export const treeSettings: SettingsRules<TreeSettings> = {
  ...WHOLE_FIT,
  options: treeOptions,
  axes: treeAxes,
  axisOrder: ['classWeight', 'tree', 'branching', 'leafCodes', 'leastWeight', 'l2', 'beam'],
  whyNoShortFits: () => `kind: ${LABEL_TREE}, whose rankers are fitted to their tolerance`,
  at: settingsAt,
  shortened: (settings, passes) => ({ ...settings, maxPasses: Math.min(passes, settings.maxPasses) }),
  pace: (settings) => ({ family: familyOf(settings), startsSlowly: false }),
  final: (settings) => settings,
  // A stronger penalty and a larger threshold make the smaller model, a narrower beam the faster one.
  compare: (a, b) => b.l2 - a.l2 || b.leastWeight - a.leastWeight || a.beam - b.beam,
  describe: (settings) => `${LABEL_TREE} l2=${settings.l2.toExponential()} ${familyOf(settings)} beam=${settings.beam}`,
  facts: (settings) => [
    ['Tree', settings.tree === 'codebook' ? 'the codebook' : `clusters: ${settings.branching} groups a group, ${settings.leafCodes} codes at most`],
    ['Penalty l2', settings.l2],
    ['Least weight', settings.leastWeight],
    ['Beam', settings.beam],
    ['Class weight', classWeightForPeople(settings)],
  ],
  columns: [
    { name: 'tree', type: 'text', of: ({ tree }) => tree },
    { name: 'branching', type: 'int32', of: ({ tree, branching }) => (tree === 'clusters' ? branching : null) },
    { name: 'leafCodes', type: 'int32', of: ({ tree, leafCodes }) => (tree === 'clusters' ? leafCodes : null) },
    { name: 'beam', type: 'int32', of: ({ beam }) => beam },
    { name: 'leastWeight', type: 'float64', of: ({ leastWeight }) => leastWeight },
    { name: 'l2', type: 'float64', of: ({ l2 }) => l2 },
    CLASS_WEIGHT_COLUMN,
  ],
  stopsAt: ({ tolerance }) => ({ tolerance, patience: null }),
  scale: {
    axis: 'l2',
    what: 'penalty',
    of: ({ l2 }) => l2,
    family: (settings) => [
      ['tree', settings.tree],
      ['class weight', classWeightForPeople(settings)],
    ],
  },
};

function familyOf({ tree, branching, leafCodes, leastWeight, classWeight }: TreeSettings): string {
  const shape = tree === 'codebook' ? 'tree=codebook' : `tree=clusters/${branching}/${leafCodes}`;
  return `${shape} leastWeight=${leastWeight} classWeight=${describeClassWeight(classWeight)}`;
}

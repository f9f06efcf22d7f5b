import type { z } from 'zod';
import type { PassRecord, SolverSettings } from '../../ml/fit-record.js';
import { CLASS_WEIGHT_COLUMN, classWeightAxis, classWeightForPeople, describeClassWeight } from '../class-weight.js';
import type { Zod } from '../estimator.js';
import type { KindSettings, Pace, SectionFault, SettingsColumn, SettingsRules, SettingsScale } from '../kind-settings.js';
import { LINEAR } from './linear-model.js';

/** The settings that one linear fit depends on, beside its rows. */
export interface LinearSettings extends Omit<SolverSettings, 'mode'>, KindSettings {
  readonly estimator: typeof LINEAR;
  /** `spark`: an engine's own solver fits, to the same optimum as `exact`. */
  readonly mode: SolverSettings['mode'] | 'spark';
}

/** Those of a fit by the worker pool. */
export interface TeamSettings extends LinearSettings {
  readonly mode: SolverSettings['mode'];
}

/** Whether the worker pool makes the fit. */
export function isOfTeams(settings: LinearSettings): settings is TeamSettings {
  return settings.mode !== 'spark';
}

/** What all trials of a section share. */
export function linearOptions(z: Zod) {
  return {
    mode: z
      .enum(['fast', 'exact', 'spark'])
      .default('fast')
      .describe(
        'How a trial is fitted; fast stops when the validation metric no longer rises, exact goes on to the tolerance, spark leaves an exact fit to the logistic regression of Spark and needs engine.kind spark, default fast.',
      ),
    tolerance: z
      .number()
      .positive()
      .default(1e-3)
      .describe('The relative gap to the lowest objective at which an exact fit has converged; a number above 0, default 0.001.'),
    maxPasses: z
      .int()
      .min(1)
      .optional()
      .describe(
        'The most passes of a fit, over the training rows (fast) or of the solver (exact); a whole number of at least 1, without it 12 (fast) or 100 (exact and spark).',
      ),
    patience: z
      .int()
      .min(1)
      .default(3)
      .describe(
        'After how many passes without a better validation metric, smoothed over neighbouring passes, a fast fit stops, and one more for every two that it rose before; a whole number of at least 1, default 3.',
      ),
    certify: z
      .boolean()
      .default(false)
      .describe(
        'Whether the final fit of mode fast gets a bound on its distance from the optimum, which takes about as long as the fit; one of the other modes always has it; true or false, default false.',
      ),
  };
}

/** What trials of a section differ in. */
export function linearAxes(z: Zod) {
  const bound = z.int().min(4).max(1024).multipleOf(4);
  const mixture = z.string().regex(MIXTURE);
  const rank = z.union([z.literal('full'), bound, mixture]);
  return {
    l2: z
      .array(z.number().min(0))
      .min(1)
      .optional()
      .describe(
        'Strengths of the l2 penalty on weights; a list of numbers of at least 0, without it [0.00001], without any axis of this kind [0.000001].',
      ),
    l1: z
      .array(z.number().min(0))
      .min(1)
      .optional()
      .describe('Strengths of the l1 penalty, which sets weights to zero; a list of numbers of at least 0, without it [0].'),
    classWeight: classWeightAxis(z)
      .unwrap()
      .optional()
      .describe(
        'How much the rows of a code count; a list of none (as they are), balanced (every code the same) and {power: p} in between, without it [none], without any axis of this kind [{power: 0.5}].',
      ),
    rank: z
      .array(rank)
      .min(1)
      .optional()
      .describe(
        'Bounds on the rank of the weights, so that codes with few rows share what others have taught; a list of full, multiples of 4 from 4 to 1024, and full+64 and the like, which mixes fits of both by a share that validation chooses; without it [full], without any axis of this kind [64].',
      ),
    average: z
      .array(z.int().min(1).max(16))
      .min(1)
      .optional()
      .describe(
        'How many fits from seeds of their own the weights are the mean of, in one model of the same size; a list of whole numbers from 1 to 16, without it [1], without any axis of this kind [3].',
      ),
    blankout: z
      .array(z.number().min(0).max(0.9))
      .min(1)
      .optional()
      .describe(
        'Shares of the n-grams of a training text that each pass leaves out, drawn anew, against leaning on few of them; a list of numbers from 0 to 0.9, without it [0].',
      ),
    labelSmoothing: z
      .array(z.number().min(0).max(0.5))
      .min(1)
      .optional()
      .describe(
        'Shares of the target that are spread over all codes instead of the label, against overconfidence; a list of numbers from 0 to 0.5, without it [0].',
      ),
    logitAdjustment: z
      .array(z.number().min(0).max(1))
      .min(1)
      .optional()
      .describe(
        'How much of what the frequency of a code adds to its score is left out of the model, so that rare codes are found; a list of numbers from 0 to 1, without it [0].',
      ),
  };
}

type Output<Keys extends (z: Zod) => z.core.$ZodShape> = z.output<z.ZodObject<ReturnType<Keys>>>;
type Options = Output<typeof linearOptions>;
type Given = Output<typeof linearAxes>;
type Grid = { readonly [Axis in keyof Given]-?: NonNullable<Given[Axis]> };
type Point = { readonly [Axis in keyof Grid]: Grid[Axis][number] };
/** A section of this kind, as the schema has checked it. */
type LinearSection = Options & { readonly grid: Grid };

/** Axes that a grid leaves out while it names others. */
const PLAIN: Grid = {
  l2: [1e-5],
  l1: [0],
  classWeight: ['none'],
  rank: ['full'],
  average: [1],
  blankout: [0],
  labelSmoothing: [0],
  logitAdjustment: [0],
};
/** What a fast search tries that is given no axis at all: chosen on validation rows of several data sets, see benchmarks/LOG.md. */
const UNASKED: Grid = { ...PLAIN, l2: [1e-6], classWeight: [{ power: 0.5 }], rank: [64], average: [3] };

/** The grid with what it leaves out. */
function complete({ mode, grid }: Pick<LinearSection, 'mode'> & { readonly grid: Partial<Grid> }): Grid {
  const named = Object.entries(grid).filter(([axis, values]) => axis in PLAIN && values !== undefined);
  return { ...(named.length === 0 && mode === 'fast' ? UNASKED : PLAIN), ...Object.fromEntries(named) };
}

/** Axes by which a fast fit aims at something else than whole rows, their labels and plain scores. */
const NOISE = [
  { axis: 'blankout', name: 'Blankout' },
  { axis: 'labelSmoothing', name: 'Label smoothing' },
  { axis: 'logitAdjustment', name: 'Logit adjustment' },
] as const;

/** Those that are used, in the order above. */
function noiseParts(settings: LinearSettings) {
  return NOISE.flatMap(({ axis, name }) => {
    const share = settings[axis];
    return share === undefined ? [] : [{ axis, name, share }];
  });
}

const DEFAULT_PASSES = { fast: 12, exact: 100, spark: 100 } as const;

function faults(section: LinearSection): readonly SectionFault[] {
  return [...averageFaults(section), ...rankFaults(section), ...noiseFaults(section), ...sparseFaults(section)];
}

function averageFaults({ mode, grid }: LinearSection): readonly SectionFault[] {
  if (mode === 'fast' || grid.average.every((average) => average === 1)) return [];
  return [{ path: ['grid', 'average'], message: `1 alone with search.mode ${mode}: whatever the seed, such a fit ends at the one optimum` }];
}

/** An exact fit minimises the objective of whole rows, labels and plain scores, which its certificate is about. */
function noiseFaults({ mode, grid }: LinearSection): readonly SectionFault[] {
  if (mode === 'fast') return [];
  const used = NOISE.filter(({ axis }) => grid[axis].some((share) => share > 0));
  return used.map(({ axis }) => ({
    path: ['grid', axis],
    message: `0 alone with search.mode ${mode}, whose certificate is about whole rows, their labels and plain scores`,
  }));
}

function rankFaults({ mode, grid }: LinearSection): readonly SectionFault[] {
  if (grid.rank.every((rank) => rank === 'full')) return [];
  const path = ['grid', 'rank'];
  return [
    ...(grid.rank.some(isOddMixture) ? [{ path, message: 'full+R with R a multiple of 4 from 4 to 1024' }] : []),
    ...(mode === 'fast' ? [] : [{ path, message: `full alone with search.mode ${mode}: the objective of two factors is not convex` }]),
    ...(grid.l1.some((l1) => l1 > 0) ? [{ path, message: 'full alone beside l1, which would make factors sparse, not the weights' }] : []),
  ];
}

/** With both penalties Spark takes another way, which nothing here has been compared with. */
function sparseFaults({ mode, grid }: LinearSection): readonly SectionFault[] {
  if (mode !== 'spark' || grid.l1.every((l1) => l1 === 0)) return [];
  return [{ path: ['grid', 'l1'], message: '0 alone with search.mode spark' }];
}

function isOddMixture(rank: Point['rank']): boolean {
  return typeof rank === 'string' && rank !== 'full' && (boundOf(rank) % 4 !== 0 || boundOf(rank) > 1024);
}

/** What is not asked for is left out: settings are part of what names a fit. */
function settingsAt(section: LinearSection, { l2, l1, rank, average, classWeight, ...shares }: Point, seed: number): LinearSettings {
  const { mode, tolerance, patience, certify } = section;
  const maxPasses = section.maxPasses ?? DEFAULT_PASSES[mode];
  const settings: LinearSettings = { estimator: LINEAR, mode, maxPasses, patience, tolerance, seed, l2, l1, ...rankSettings(rank), classWeight };
  const used = Object.fromEntries(Object.entries(shares).filter(([, share]) => share > 0));
  return { ...settings, ...used, ...(average === 1 ? {} : { average }), ...(certify && mode === 'fast' ? { certify } : {}) };
}

/** `full+64`: what stands behind the plus is the bound of one half of the members. */
const MIXTURE = /^full\+[1-9]\d*$/;

function boundOf(mixture: string): number {
  return Number(mixture.slice('full+'.length));
}

function rankSettings(rank: Point['rank']): Pick<LinearSettings, 'rank' | 'mixed'> {
  if (rank === 'full') return { rank: null };
  return typeof rank === 'number' ? { rank } : { rank: boundOf(rank), mixed: true };
}

/** As in the configuration; null for weights without a bound. */
function describeRank({ rank, mixed }: LinearSettings): string | null {
  return rank === null ? null : mixed ? `full+${rank}` : String(rank);
}

function describe(settings: LinearSettings): string {
  const { l2, l1, average, classWeight } = settings;
  const rank = describeRank(settings);
  return [
    `l2=${l2.toExponential()}`,
    ...(l1 > 0 ? [`l1=${l1.toExponential()}`] : []),
    `classWeight=${describeClassWeight(classWeight)}`,
    ...(rank === null ? [] : [`rank=${rank}`]),
    ...(average === undefined ? [] : [`average=${average}`]),
    ...noiseParts(settings).map(({ axis, share }) => `${axis}=${share}`),
  ].join(' ');
}

function facts(settings: LinearSettings): readonly (readonly [string, string | number])[] {
  const { mode, l2, l1, average, fullShare } = settings;
  const rank = describeRank(settings);
  return [
    ['Mode', mode],
    ['Penalty l2', l2],
    ...(l1 === 0 ? [] : [['Penalty l1', l1] as const]),
    ['Class weight', classWeightForPeople(settings)],
    ...(rank === null ? [] : [['Rank of the weights', rank] as const]),
    ...(fullShare === undefined ? [] : [['Share of the fits of full rank', fullShare] as const]),
    ...(average === undefined ? [] : [['Fits in the average', average] as const]),
    ...noiseParts(settings).map(({ name, share }) => [name, share] as const),
  ];
}

function noiseOf(settings: LinearSettings): number {
  return noiseParts(settings).reduce((sum, { share }) => sum + share, 0);
}

const COLUMNS: readonly SettingsColumn<LinearSettings>[] = [
  { name: 'mode', type: 'text', of: ({ mode }) => mode },
  { name: 'l2', type: 'float64', of: ({ l2 }) => l2 },
  { name: 'l1', type: 'float64', of: ({ l1 }) => l1 },
  CLASS_WEIGHT_COLUMN,
  { name: 'rank', type: 'int32', of: ({ rank }) => rank },
  { name: 'mixed', type: 'text', of: ({ mixed }) => (mixed ? 'full' : null) },
  { name: 'average', type: 'int32', of: ({ average = 1 }) => average },
  ...NOISE.map(({ axis }): SettingsColumn<LinearSettings> => ({ name: axis, type: 'float64', of: (settings) => settings[axis] ?? 0 })),
];

const SCALE: SettingsScale<LinearSettings> = {
  axis: 'l2',
  what: 'penalty',
  of: ({ l2 }) => l2,
  family: (settings) => [
    ['class weight', classWeightForPeople(settings)],
    ...(settings.l1 === 0 ? [] : [['l1', settings.l1] as const]),
    ...(settings.rank === null ? [] : [['rank', describeRank(settings) ?? ''] as const]),
    ...(settings.average === undefined ? [] : [['average', settings.average] as const]),
    ...noiseParts(settings).map(({ name, share }) => [name.toLowerCase(), share] as const),
  ],
};

/** Rare codes are found late when their rows weigh more, and noise in rows or labels delays what it helps. Factors begin with next to nothing. */
function pace(settings: LinearSettings): Pace {
  const { average, classWeight } = settings;
  const all = [describeRank(settings), average, describeClassWeight(classWeight), ...NOISE.map(({ axis }) => settings[axis])];
  return { family: all.map((value) => value ?? '-').join(' '), startsSlowly: settings.rank !== null && settings.mixed !== true };
}

function atPass(settings: LinearSettings, { pass, fullShare }: Pick<PassRecord, 'pass' | 'fullShare'>): LinearSettings {
  return { ...settings, maxPasses: pass, ...(fullShare === undefined ? {} : { fullShare }) };
}

/** What a search and a report may ask about settings of this kind. */
export const linearSettings: SettingsRules<LinearSettings> = {
  options: linearOptions,
  axes: linearAxes,
  axisOrder: ['rank', 'average', 'classWeight', 'blankout', 'labelSmoothing', 'logitAdjustment', 'l1', 'l2'],
  complete: (section) => complete(section as unknown as LinearSection),
  faults: (section) => faults(section as unknown as LinearSection),
  whyNoShortFits: (section) => (section.mode === 'fast' ? null : `mode: ${section.mode}`),
  at: (section, point, seed) => settingsAt(section as unknown as LinearSection, point as unknown as Point, seed),
  shortened: (settings, passes) => ({ ...settings, maxPasses: Math.min(passes, settings.maxPasses) }),
  pace,
  // A fast fit runs for exactly the passes that validation liked best; an exact one to its tolerance.
  final: (settings, best) => (settings.mode === 'fast' ? atPass(settings, best) : settings),
  // The larger penalty is the simpler model, and a fit to whole rows, labels and plain scores the simpler fit.
  compare: (a, b) => b.l2 - a.l2 || b.l1 - a.l1 || noiseOf(a) - noiseOf(b),
  describe,
  facts,
  columns: COLUMNS,
  stopsAt: ({ tolerance, patience }) => ({ tolerance, patience }),
  scale: SCALE,
};

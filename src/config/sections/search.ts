import { z } from 'zod';
import type { Section, SectionFault } from '../../estimators/kind-settings.js';
import { KIND_NAMES, kindNamed } from '../../estimators/kinds.js';
import { linearAxes, linearOptions } from '../../estimators/linear/settings.js';
import { SUMMARY_NAMES } from '../../ml/code-counts.js';
import { BLOCKS, IDFS } from './features.js';
import { refuseBothNames, TERM_WEIGHTS, withTermWeights } from './term-weight.js';
import { ngramRange, oneOf } from './values.js';

const [DEFAULT_KIND = '', ...OTHER_KINDS] = KIND_NAMES;

/** Kinds that can stand alone; the others are made of trials of a list. */
const SINGLE_KINDS = KIND_NAMES.filter((name) => kindNamed(name, 'search.estimator').settings.combines === undefined);

/** Axes that make feature variants. */
const featureAxes = {
  words: z
    .array(ngramRange.nullable())
    .min(1)
    .optional()
    .describe('Values of features.words to try; a list of pairs from 1 to 8 and null, without it features.words alone.'),
  chars: z
    .array(ngramRange.nullable())
    .min(1)
    .optional()
    .describe('Values of features.chars to try; a list of pairs from 1 to 8 and null, without it features.chars alone.'),
  ids: z
    .array(z.enum(['vocabulary', 'hashed']))
    .min(1)
    .optional()
    .describe('Values of features.ids to try; a list of vocabulary and hashed, without it features.ids alone.'),
  minDocumentFrequency: z
    .array(z.int().min(1))
    .min(1)
    .optional()
    .describe(
      'Values of features.minDocumentFrequency to try; a list of whole numbers of at least 1, without it features.minDocumentFrequency alone.',
    ),
  maxFeatures: z
    .array(z.int().min(16))
    .min(1)
    .optional()
    .describe('Values of features.maxFeatures to try; a list of whole numbers of at least 16, without it features.maxFeatures alone.'),
  termWeight: z
    .array(z.enum(TERM_WEIGHTS))
    .min(1)
    .optional()
    .describe(`Values of features.termWeight to try; a list of ${oneOf(TERM_WEIGHTS)}, without it features.termWeight alone.`),
  sublinear: z
    .array(z.boolean())
    .min(1)
    .optional()
    .describe('The older name of the axis termWeight; a list of true, which is log, and false, which is count, without it termWeight alone.'),
  idf: z
    .array(z.enum(IDFS))
    .min(1)
    .optional()
    .describe(`Values of features.idf to try; a list of ${oneOf(IDFS)}, without it features.idf alone.`),
  blocks: z
    .array(z.enum(BLOCKS))
    .min(1)
    .optional()
    .describe('Values of features.blocks to try; a list of columns and kinds, without it features.blocks alone.'),
  blockWeights: z
    .array(z.record(z.string(), z.number().positive().describe('As in features.blockWeights; a number above 0, 1 where it is not named.')))
    .min(1)
    .optional()
    .describe(
      'Values of features.blockWeights to try; a list of maps from names of blocks to numbers above 0, without it features.blockWeights alone.',
    ),
  titles: z
    .array(z.boolean())
    .min(1)
    .optional()
    .describe('Values of features.titles to try; a list of true and false, without it features.titles alone.'),
};

/** A kind in a list of kinds: its options, and a grid of its own axes. */
function sectionOf(name: string) {
  const { settings } = kindNamed(name, 'search.estimators');
  return z.strictObject({
    kind: z.literal(name).describe(`The kind of model, ${name}; required.`),
    ...settings.options(z),
    grid: z.strictObject(settings.axes(z)).prefault({}).describe('The settings of this kind to try; each list is one axis.'),
  });
}

const estimators = z
  .array(z.discriminatedUnion('kind', [sectionOf(DEFAULT_KIND), ...OTHER_KINDS.map(sectionOf)]))
  .min(1)
  .optional()
  .describe(`Kinds of models that compete, each with options and a grid of its own; a list of ${KIND_NAMES.join(', ')}, without it estimator alone.`);

/** Keys of a kind that is named alone; only the default kind's have defaults, since they stand beside the keys of all others. */
function keysOfOthers(part: 'options' | 'axes'): Record<never, never> {
  const owners = new Map<string, { readonly schema: z.ZodType; readonly names: string[] }>();
  for (const name of SINGLE_KINDS.filter((own) => own !== DEFAULT_KIND)) {
    for (const [key, schema] of Object.entries(kindNamed(name, 'search.estimator').settings[part](z))) {
      const known = owners.get(key) ?? { schema, names: [] };
      known.names.push(name);
      owners.set(key, known);
    }
  }
  return Object.fromEntries([...owners].map(([key, { schema, names }]) => [key, optionalFor(names, schema)]));
}

function optionalFor(names: readonly string[], schema: z.ZodType): z.ZodType {
  return withoutDefault(schema)
    .optional()
    .describe(`Of ${names.join(' and ')}, without it as if it were given: ${schema.description}`);
}

/** A default would stand in every resolved pipeline, and change what it was made of, as soon as there is one kind more. */
function withoutDefault(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? withoutDefault(schema.unwrap() as z.ZodType) : schema;
}

/** Every list is one axis of the grid; keys of `features` make feature variants. */
const gridConfig = z
  .strictObject({ ...keysOfOthers('axes'), ...linearAxes(z), ...featureAxes })
  .superRefine(refuseBothNames)
  .transform(withTermWeights)
  .describe('The settings to try; each list is one axis, and every combination is a trial.');

const ONE_KIND = ['estimator', ...Object.keys(linearOptions(z))];
const ONE_KIND_AXES = Object.keys(linearAxes(z));

const summaries = SINGLE_KINDS.map((name) => `${name}, which ${kindNamed(name, 'search.estimator').summary}`);

const givenSearch = z.strictObject({
  estimator: z
    .enum(SINGLE_KINDS)
    .default(DEFAULT_KIND)
    .describe(`The kind of model; ${summaries.join('; ')}; default ${DEFAULT_KIND}.`),
  estimators,
  from: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A finished run of this workspace, or champion, whose chosen kind, options, axes and features are taken in place of those given, so that nothing is tuned again; an id, the start of one, latest or champion, without it the search is as given.',
    ),
  metric: z
    .enum(SUMMARY_NAMES)
    .optional()
    .describe(`What the best trial has most of; ${oneOf(SUMMARY_NAMES)}, without it gate.metric, and macroF1 where neither is given.`),
  ...keysOfOthers('options'),
  ...linearOptions(z),
  halving: z
    .boolean()
    .default(false)
    .describe(
      'Whether fits of a few passes come first, after each of which the best go on, so that only those are fitted in full; true or false, needs mode fast, default false.',
    ),
  validation: z
    .enum(['hold-out', 'folds'])
    .default('hold-out')
    .describe('What trials are judged by; hold-out is the validation rows, folds the mean over split.folds, default hold-out.'),
  grid: gridConfig.prefault({}),
});

type GivenSearch = z.output<typeof givenSearch>;
type OneKind = 'estimator' | keyof ReturnType<typeof linearOptions>;
type OneKindAxis = keyof ReturnType<typeof linearAxes>;

/** A search as it is given, without the keys of a single kind where there is a list: read both by `estimatorSections`. */
type Search = Omit<GivenSearch, OneKind | 'grid'> &
  Partial<Pick<GivenSearch, OneKind>> & {
    grid: Omit<GivenSearch['grid'], OneKindAxis> & Partial<Pick<GivenSearch['grid'], OneKindAxis>>;
  };

/** Which trials are fitted, how, and what chooses among them. */
export const searchConfig = givenSearch
  .transform(withAllAxes)
  .superRefine((search, context) => {
    const report = (fault: SectionFault, path: readonly (string | number)[]) =>
      context.addIssue({ code: 'custom', path: [...path, ...fault.path], message: fault.message });
    search.estimators?.forEach((section, index) => {
      for (const fault of faultsOf(section)) report(fault, ['estimators', index]);
    });
    if (search.estimators !== undefined) {
      const kinds = search.estimators.map(({ kind }) => kind);
      if (kinds.every((kind) => !SINGLE_KINDS.includes(kind)))
        report({ path: [], message: `other kinds beside ${kinds[0]}, which is made of their trials` }, ['estimators']);
      return;
    }
    for (const fault of faultsOf({ kind: search.estimator, ...search })) report(fault, []);
  })
  .transform((search): Search => {
    if (search.estimators === undefined) return search;
    return { ...without(search, ONE_KIND), grid: without(search.grid, ONE_KIND_AXES) } as Search;
  })
  .describe('Which trials are fitted, how, and what the best one is chosen by.');

/** The grids with the axes that they leave out: those of a list, or that of the kind that is named alone. */
function withAllAxes(search: GivenSearch): GivenSearch {
  const { estimators, estimator, grid } = search;
  if (estimators === undefined) return { ...search, grid: { ...completeGrid({ ...search, kind: estimator }), ...grid } };
  return { ...search, estimators: estimators.map((section) => ({ ...section, grid: completeGrid(section) })) as typeof estimators };
}

function completeGrid(section: { readonly kind: string }): object {
  return kindNamed(section.kind, 'search.estimators').settings.complete(section as Section);
}

function faultsOf(section: { readonly kind: string }): readonly SectionFault[] {
  return kindNamed(section.kind, 'search.estimators').settings.faults(section as Section);
}

function without(map: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** Keys of `search` and `search.grid` that say what a single kind is to do, in a pipeline file as it was read. */
export function keysOfOneKind(search: object): readonly string[] {
  const grid: unknown = 'grid' in search ? search.grid : {};
  const axes = typeof grid === 'object' && grid !== null ? Object.keys(grid).filter((key) => !(key in featureAxes)) : [];
  const shared = ['estimators', 'from', 'metric', 'halving', 'validation', 'grid'];
  return [...Object.keys(search).filter((key) => !shared.includes(key)), ...axes.map((axis) => `grid.${axis}`)];
}

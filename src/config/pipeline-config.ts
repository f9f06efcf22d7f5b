import { z } from 'zod';
import { parseSize } from '../core/size.js';
import { COMPARED_NAMES } from '../evaluation/figures/figures.js';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens')
  .describe('lower-case letters, digits and hyphens');
const fraction = z.number().min(0).max(1);
const range = z.tuple([z.int().min(1).max(8), z.int().min(1).max(8)]).refine(([low, high]) => low <= high, 'the first number at most the second');
const language = z.enum(['de', 'en', 'es', 'fr', 'it', 'nl', 'no', 'pt', 'sv']);
const size = z
  .union([
    z.number().int().positive(),
    z.string().transform((text, context) => {
      const bytes = parseSize(text);
      if (bytes !== undefined) return bytes;
      context.addIssue({ code: 'custom', message: 'not a size' });
      return z.NEVER;
    }),
  ])
  .describe('a size such as 4GiB or 4GB');

/** Which columns of the Parquet partitions hold what, and the codebook. */
export const dataConfig = z.strictObject({
  partitions: z.union([z.string(), z.array(z.string()).min(1)]),
  id: z.string().default('id'),
  text: z.array(z.string()).min(1).default(['text']),
  label: z.string().default('label'),
  level: z.int().min(1).nullable().default(null),
  codebook: z.string().nullable().default(null),
  /** A CSV file (old, new, weight) from the labels of the data to the codes of the codebook. */
  correspondence: z.string().nullable().default(null),
  covariates: z.array(z.union([z.string(), z.strictObject({ column: z.string(), bins: z.int().min(2).max(1000) })])).default([]),
  weights: z.strictObject({ training: z.string().nullable().default(null), evaluation: z.string().nullable().default(null) }).prefault({}),
  /** The largest share of bad rows in quarantine with which a run still goes on. */
  maxQuarantineShare: fraction.default(0.05),
});

/** The canonical form of a text before it is cut into n-grams; every step can be turned off. */
export const textConfig = z.strictObject({
  unicode: z.enum(['nfkc', 'nfc']).default('nfkc'),
  case: z.enum(['lower', 'keep']).default('lower'),
  accents: z.enum(['fold', 'keep']).default('fold'),
  digits: z.enum(['keep', 'zero', 'drop']).default('keep'),
  punctuation: z.enum(['space', 'keep']).default('space'),
  stem: language.nullable().default(null),
  stopWords: language.nullable().default(null),
});

export const featuresConfig = z.strictObject({
  /** Shortest and longest word n-gram; null turns word n-grams off. */
  words: range.nullable().default([1, 2]),
  /** Shortest and longest character n-gram inside a word with its borders; null turns them off. */
  chars: range.nullable().default([3, 5]),
  ids: z.enum(['vocabulary', 'hashed']).default('vocabulary'),
  /** Groups of training rows that an n-gram must occur in. */
  minDocumentFrequency: z.int().min(1).default(2),
  /** Largest vocabulary, or the number of buckets for hashed ids. */
  maxFeatures: z
    .int()
    .min(16)
    .max(1 << 26)
    .default(262144),
  sublinear: z.boolean().default(false),
  /** none: every n-gram weighs the same, however rare. Texts of two or three words, such as job titles, often do better so. */
  idf: z.enum(['smooth', 'none']).default('smooth'),
  /** The weight of each block after its own normalisation: one a text column, and `covariates`. */
  blockWeights: z.record(z.string(), z.number().positive()).default({}),
});

const classWeight = z.union([z.enum(['none', 'balanced']), z.strictObject({ power: z.number().min(0).max(1) })]);

const rank = z.union([z.literal('full'), z.int().min(4).max(1024).multipleOf(4)]);

/** Every list is one axis of the grid; keys of `features` make feature variants. */
export const gridConfig = z.strictObject({
  l2: z.array(z.number().min(0)).min(1).default([1e-5]),
  l1: z.array(z.number().min(0)).min(1).default([0]),
  classWeight: z.array(classWeight).min(1).default(['none']),
  /** A number: weights of that rank, fitted as two factors, so that codes with few rows share what others have taught. */
  rank: z.array(rank).min(1).default(['full']),
  words: z.array(range.nullable()).min(1).optional(),
  chars: z.array(range.nullable()).min(1).optional(),
  ids: z
    .array(z.enum(['vocabulary', 'hashed']))
    .min(1)
    .optional(),
  minDocumentFrequency: z.array(z.int().min(1)).min(1).optional(),
  maxFeatures: z.array(z.int().min(16)).min(1).optional(),
  sublinear: z.array(z.boolean()).min(1).optional(),
  idf: z
    .array(z.enum(['smooth', 'none']))
    .min(1)
    .optional(),
});

export const searchConfig = z
  .strictObject({
    estimator: z.enum(['logistic-regression', 'majority']).default('logistic-regression'),
    mode: z.enum(['fast', 'exact']).default('fast'),
    metric: z.enum(['macroF1', 'microF1', 'weightedF1', 'accuracy']).default('macroF1'),
    /** `exact`: the relative gap at which a fit is converged. */
    tolerance: z.number().positive().default(1e-3),
    /** `fast`: the most passes over the training rows; `exact`: the most passes of the solver. */
    maxPasses: z.int().min(1).optional(),
    /** `fast`: passes without a better validation metric before a trial stops. */
    patience: z.int().min(1).default(2),
    /** `fast`: short fits of every trial first, of which the better half goes on, up to three times; only the best are fitted in full. */
    halving: z.boolean().default(false),
    /** What trials are judged by: the validation rows, or the mean over the folds of train and validation rows (`split.folds`). */
    validation: z.enum(['hold-out', 'folds']).default('hold-out'),
    grid: gridConfig.prefault({}),
  })
  .refine(({ grid, mode }) => mode === 'fast' || grid.rank.every((rank) => rank === 'full'), {
    path: ['grid', 'rank'],
    message: 'full alone with search.mode exact: the objective of two factors is not convex',
  })
  .refine(({ grid }) => grid.l1.every((l1) => l1 === 0) || grid.rank.every((rank) => rank === 'full'), {
    path: ['grid', 'rank'],
    message: 'full alone beside l1, which would make factors sparse, not the weights',
  });

export const pipelineConfig = z.strictObject({
  name,
  data: dataConfig,
  text: textConfig.prefault({}),
  split: z
    .strictObject({
      seed: z.int().default(20261123),
      groupBy: z.string().default('text'),
      /** false: rare codes get no rule of their own. With `groupBy` the id column, a plain row split, for comparison with one. */
      stratify: z.boolean().default(true),
      fractions: z
        .strictObject({ train: fraction, validation: fraction, calibration: fraction, test: fraction })
        .default({ train: 0.7, validation: 0.1, calibration: 0.1, test: 0.1 })
        .refine((f) => Math.abs(f.train + f.validation + f.calibration + f.test - 1) < 1e-9, 'fractions that sum to 1')
        .refine((f) => f.train >= 0.5, 'a train fraction of at least 0.5'),
      /** A run, or `champion`: rows that its split has keep their roles. */
      from: z.string().nullable().default(null),
      /** Rows whose value of a column is this one or later are the test rows; fractions share out the others. */
      test: z
        .strictObject({ column: z.string(), from: z.union([z.string(), z.number()]) })
        .nullable()
        .default(null),
      /** Folds of the train and validation groups: the column `fold` of the split file. */
      folds: z.int().min(2).max(50).nullable().default(null),
      /** Another column whose values ought not to be on both sides either: its leak is counted. */
      reportLeak: z.string().nullable().default(null),
    })
    .prefault({}),
  features: featuresConfig.prefault({}),
  search: searchConfig.prefault({}),
  train: z.strictObject({ final: z.enum(['train', 'train+validation']).default('train+validation') }).prefault({}),
  calibration: z.strictObject({ method: z.enum(['auto', 'temperature', 'none']).default('auto') }).prefault({}),
  review: z.strictObject({ budget: fraction.default(0.2) }).prefault({}),
  gate: z
    .strictObject({
      metric: z.enum(COMPARED_NAMES).default('accuracy'),
      margin: z.number().min(0).default(0.005),
      confidence: z.number().min(0.5).max(0.9999).default(0.95),
      cannotTell: z.enum(['keep', 'fail']).default('keep'),
      promote: z.boolean().default(false),
    })
    .prefault({}),
  privacy: z.strictObject({ examples: z.boolean().default(true), minGroupsPerNgram: z.int().min(1).default(1) }).prefault({}),
  resources: z
    .strictObject({ workers: z.union([z.literal('auto'), z.int().min(1).max(256)]).default('auto'), memory: size.default(4 * 2 ** 30) })
    .prefault({}),
  engine: z.strictObject({ kind: z.enum(['local']).default('local') }).prefault({}),
});

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
export type ClassWeight = DeepReadonly<z.output<typeof classWeight>>;

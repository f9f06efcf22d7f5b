import { z } from 'zod';
import { SUMMARY_NAMES } from '../../ml/code-counts.js';
import { ngramRange, oneOf } from './values.js';

/** How much the rows of a code count in training. */
export const classWeight = z.union([
  z.enum(['none', 'balanced']),
  z.strictObject({
    power: z
      .number()
      .min(0)
      .max(1)
      .describe('The p of a weight m^-p for a code with m rows; from 0, which is none, to 1, which is balanced, required.'),
  }),
]);

const rank = z.union([z.literal('full'), z.int().min(4).max(1024).multipleOf(4)]);

/** Every list is one axis of the grid; keys of `features` make feature variants. */
const gridConfig = z
  .strictObject({
    l2: z
      .array(z.number().min(0))
      .min(1)
      .default([1e-5])
      .describe('Strengths of the l2 penalty on weights; a list of numbers of at least 0, default [0.00001].'),
    l1: z
      .array(z.number().min(0))
      .min(1)
      .default([0])
      .describe('Strengths of the l1 penalty, which sets weights to zero; a list of numbers of at least 0, default [0].'),
    classWeight: z
      .array(classWeight)
      .min(1)
      .default(['none'])
      .describe(
        'How much the rows of a code count; a list of none (as they are), balanced (every code the same) and {power: p} in between, default [none].',
      ),
    rank: z
      .array(rank)
      .min(1)
      .default(['full'])
      .describe(
        'Bounds on the rank of the weights, so that codes with few rows share what others have taught; a list of full and multiples of 4 from 4 to 1024, default [full].',
      ),
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
    sublinear: z
      .array(z.boolean())
      .min(1)
      .optional()
      .describe('Values of features.sublinear to try; a list of true and false, without it features.sublinear alone.'),
    idf: z
      .array(z.enum(['smooth', 'none']))
      .min(1)
      .optional()
      .describe('Values of features.idf to try; a list of smooth and none, without it features.idf alone.'),
  })
  .describe('The settings to try; each list is one axis, and every combination is a trial.');

/** Which trials are fitted, how, and what chooses among them. */
export const searchConfig = z
  .strictObject({
    estimator: z
      .enum(['logistic-regression', 'majority'])
      .default('logistic-regression')
      .describe('The kind of model; logistic-regression, or majority, which always answers the most frequent code, default logistic-regression.'),
    mode: z
      .enum(['fast', 'exact'])
      .default('fast')
      .describe('How a trial is fitted; fast stops when the validation metric no longer rises, exact goes on to the tolerance, default fast.'),
    metric: z
      .enum(SUMMARY_NAMES)
      .default('macroF1')
      .describe(`What the best trial has most of; ${oneOf(SUMMARY_NAMES)}, default macroF1.`),
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
        'The most passes of a fit, over the training rows (fast) or of the solver (exact); a whole number of at least 1, without it 12 (fast) or 100 (exact).',
      ),
    patience: z
      .int()
      .min(1)
      .default(2)
      .describe('After how many passes without a better validation metric a fast fit stops; a whole number of at least 1, default 2.'),
    halving: z
      .boolean()
      .default(false)
      .describe(
        'Whether short fits come first, after each of which the better half goes on, so that only the best are fitted in full; true or false, needs mode fast, default false.',
      ),
    validation: z
      .enum(['hold-out', 'folds'])
      .default('hold-out')
      .describe('What trials are judged by; hold-out is the validation rows, folds the mean over split.folds, default hold-out.'),
    grid: gridConfig.prefault({}),
  })
  .refine(({ grid, mode }) => mode === 'fast' || grid.rank.every((rank) => rank === 'full'), {
    path: ['grid', 'rank'],
    message: 'full alone with search.mode exact: the objective of two factors is not convex',
  })
  .refine(({ grid }) => grid.l1.every((l1) => l1 === 0) || grid.rank.every((rank) => rank === 'full'), {
    path: ['grid', 'rank'],
    message: 'full alone beside l1, which would make factors sparse, not the weights',
  })
  .describe('Which trials are fitted, how, and what the best one is chosen by.');

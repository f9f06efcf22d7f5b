import { z } from 'zod';
import { refuseBothNames, TERM_WEIGHTS, withTermWeight } from './term-weight.js';
import { ngramRange } from './values.js';

/** How rarity counts; the formulas stand where the table is assembled. */
export const IDFS = ['smooth', 'sqrt', 'none'] as const;

/** What of a row is normed by itself. */
export const BLOCKS = ['columns', 'kinds'] as const;

/** What the numbers of a row are made of. */
export const featuresConfig = z
  .strictObject({
    words: ngramRange
      .nullable()
      .default([1, 2])
      .describe('Shortest and longest n-gram of words; two whole numbers from 1 to 8, default [1, 2], null for no word n-grams.'),
    chars: ngramRange
      .nullable()
      .default([3, 5])
      .describe(
        'Shortest and longest n-gram of characters within a word and its borders; two whole numbers from 1 to 8, default [3, 5], null for none.',
      ),
    ids: z
      .enum(['vocabulary', 'hashed'])
      .default('vocabulary')
      .describe('How an n-gram gets its number; vocabulary lists those of the training rows, hashed takes the bucket of a hash, default vocabulary.'),
    minDocumentFrequency: z
      .int()
      .min(1)
      .default(2)
      .describe('In how many different training texts an n-gram must occur; a whole number of at least 1, default 2.'),
    maxFeatures: z
      .int()
      .min(16)
      .max(1 << 26)
      .default(262144)
      .describe('The most n-grams of a vocabulary, or the number of buckets of hashed ids; a whole number from 16 to 67108864, default 262144.'),
    termWeight: z
      .enum(TERM_WEIGHTS)
      .optional()
      .describe(
        'What an n-gram that occurs t times in a text counts; count is t, log is 1 + ln t, sqrt is the square root of t, binary is 1, without it count.',
      ),
    sublinear: z
      .boolean()
      .optional()
      .describe('The older name of termWeight; true is termWeight log, false is termWeight count, without it termWeight alone.'),
    idf: z
      .enum(IDFS)
      .default('smooth')
      .describe(
        'How an n-gram is weighed by rarity; smooth gives rare ones more, sqrt the square root of that, none weighs all the same, which often suits texts of two or three words, default smooth.',
      ),
    blocks: z
      .enum(BLOCKS)
      .default('columns')
      .describe(
        'Which features share a norm of their own; columns is all n-grams of a text column, kinds its words and its characters apart, so that many characters do not outweigh few words, default columns.',
      ),
    blockWeights: z
      .record(
        z.string(),
        z.number().positive().describe('How much the block counts after its own normalisation; a number above 0, 1 where it is not named.'),
      )
      .default({})
      .describe(
        'How much each block of features counts, by the name of its text column or covariates, with blocks kinds also NAME.words and NAME.chars, which go before NAME; numbers above 0, default {}, which counts each block once.',
      ),
    titles: z
      .boolean()
      .optional()
      .describe(
        'Whether fits learn from the titles of the codebook too, each a further training text of its code, or of the nearest code above it that rows have, unless a row has the same text; true or false, true needs data.codebook, without it false.',
      ),
  })
  .superRefine(refuseBothNames)
  .transform(withTermWeight)
  .describe('The n-grams and covariates that a model sees, and how they are weighed.');

import { z } from 'zod';
import { suitesConfig } from './suites.js';

/** What is told of a model beside its figures on the test rows. */
export const evaluateConfig = z
  .strictObject({
    repeats: z
      .int()
      .min(2)
      .max(50)
      .optional()
      .describe(
        'Over how many seeds the whole pipeline up to the figures is run, each with a split and a training of its own, the first being split.seed and the others those after it, so that accuracy and macro F1 come with their spread; a whole number from 2 to 50, without it one seed.',
      ),
    suites: suitesConfig
      .optional()
      .describe(
        'Sets of rows that get every figure of their own, and that gate.suites can require: new-texts, latest and unseen-values are test rows, file is files of their own; a map of names, without it none.',
      ),
  })
  .refine(({ repeats, suites }) => repeats !== undefined || suites !== undefined, 'repeats, suites, or both')
  .describe('What is told of a model beside its figures on the test rows.');

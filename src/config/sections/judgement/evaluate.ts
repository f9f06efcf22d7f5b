import { z } from 'zod';

/** What is told of a model beside its figures on the test rows. */
export const evaluateConfig = z
  .strictObject({
    repeats: z
      .int()
      .min(2)
      .max(50)
      .describe(
        'Over how many seeds the whole pipeline up to the figures is run, each with a split and a training of its own, the first being split.seed and the others those after it, so that accuracy and macro F1 come with their spread; a whole number from 2 to 50, required.',
      ),
  })
  .describe('What is told of a model beside its figures on the test rows.');

import { z } from 'zod';
import { fraction } from '../values.js';

const inside = z.number().gt(0).lt(1);

const targetConfig = z.strictObject({
  error: inside.describe('The share of automatic rows that may be wrong; above 0 and below 1, required.'),
  confidence: inside.default(0.9).describe('How sure it must be that no more are; above 0 and below 1, default 0.9.'),
});

/** What people look at. */
export const reviewConfig = z
  .strictObject({
    budget: fraction
      .default(0.2)
      .describe(
        'The share of rows that people can look at, from 0 to 1, default 0.2: rows are for review whose score is below that quantile of the calibrated scores of the rows that calibrate.',
      ),
    target: targetConfig
      .nullable()
      .default(null)
      .describe(
        'What is promised of the rows that nobody looks at, in place of a budget: the loosest threshold is taken that a test allows, and everything is for review when nothing can be promised; {error, confidence}, default null, no promise.',
      ),
    stopAtParent: z
      .boolean()
      .optional()
      .describe(
        'Whether a row whose code scores too low gets a parent of that code, the nearest whose codes together reach the threshold, in place of going to a person; true or false, needs data.codebook, without it false.',
      ),
    reviewerError: fraction
      .default(0.05)
      .describe('The chance that a person who looks at a row is wrong, for what the report says of the whole; from 0 to 1, default 0.05.'),
  })
  .describe('What people look at after the model.');

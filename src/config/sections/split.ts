import { z } from 'zod';
import { fraction } from './values.js';

const fractions = z
  .strictObject({
    train: fraction.describe('The share of groups that models are fitted on; from 0 to 1 and at least 0.5, required beside the other three.'),
    validation: fraction.describe('The share of groups that settings are chosen by; from 0 to 1, required beside the other three.'),
    calibration: fraction.describe('The share of groups that scores are calibrated on; from 0 to 1, required beside the other three.'),
    test: fraction.describe('The share of groups that the model is judged on; from 0 to 1, required beside the other three.'),
  })
  .default({ train: 0.7, validation: 0.1, calibration: 0.1, test: 0.1 })
  .refine((f) => Math.abs(f.train + f.validation + f.calibration + f.test - 1) < 1e-9, 'fractions that sum to 1')
  .refine((f) => f.train >= 0.5, 'a train fraction of at least 0.5')
  .describe(
    'What share of groups gets which role; four fractions that sum to 1, default {train: 0.7, validation: 0.1, calibration: 0.1, test: 0.1}.',
  );

const testByTime = z.strictObject({
  column: z.string().describe('The column that is compared with from; required.'),
  from: z
    .union([z.string(), z.number()])
    .describe('The first value of the column that makes a row a test row; a text such as 2026-01-01 or a number, required.'),
});

/** Which row gets which role. */
export const splitConfig = z
  .strictObject({
    seed: z.int().default(20261123).describe('The seed of the split, of fits and of intervals; a whole number, default 20261123.'),
    groupBy: z
      .string()
      .default('text')
      .describe('What rows of one group share, which is never divided between roles; a column, or text for the same canonical text, default text.'),
    stratify: z
      .boolean()
      .default(true)
      .describe(
        'Whether groups are given out code by code, so that rare codes reach the test rows too; true or false, default true, and false with groupBy the id column is a plain row split.',
      ),
    fractions,
    from: z
      .string()
      .nullable()
      .default(null)
      .describe(
        'The earlier split whose rows keep their roles; the id of a run of the workspace or champion, default null, which places all rows anew.',
      ),
    test: testByTime
      .nullable()
      .default(null)
      .describe(
        'A test of later rows: those whose column is from or above are the test rows, and fractions share out the others; {column, from}, default null, a test of groups at random.',
      ),
    folds: z
      .int()
      .min(2)
      .max(50)
      .nullable()
      .default(null)
      .describe('Into how many folds the groups of train and validation rows are divided; a whole number from 2 to 50, default null, for none.'),
    reportLeak: z
      .string()
      .nullable()
      .default(null)
      .describe(
        'Another column whose values should not be on both sides of the split either, so that test rows that share one are counted; default null, for none.',
      ),
  })
  .describe('Which row gets which role: train, validation, calibration or test.');

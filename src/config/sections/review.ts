import { z } from 'zod';
import { fraction } from './values.js';

/** What people look at. */
export const reviewConfig = z
  .strictObject({
    budget: fraction
      .default(0.2)
      .describe(
        'The share of rows that people can look at, from 0 to 1, default 0.2: rows are for review whose score is below that quantile of the calibrated scores of the rows that calibrate.',
      ),
  })
  .describe('What people look at after the model.');

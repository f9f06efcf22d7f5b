import { z } from 'zod';
import { fraction } from './values.js';

/** What people look at. */
export const reviewConfig = z
  .strictObject({
    budget: fraction.default(0.2).describe('The share of rows that people can look at, marked in the report; from 0 to 1, default 0.2.'),
  })
  .describe('What people look at after the model.');

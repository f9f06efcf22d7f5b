import type { Zod } from '../estimator.js';

/** The axis of kinds over dense rows: how many of the most frequent features they read. */
export function denseFeaturesAxis(z: Zod) {
  return z
    .array(z.int().min(1).max(65_536))
    .min(1)
    .default([256])
    .describe('How many of the most frequent features are read; a list of whole numbers from 1 to 65536, default [256].');
}

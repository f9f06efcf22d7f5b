import { z } from 'zod';
import { COMPARED_NAMES } from '../../../evaluation/figures/figures.js';
import { oneOf } from '../values.js';
import { gateConsistency } from './gate-consistency.js';
import { gateLimits } from './gate-limits.js';
import { gateSuites } from './gate-suites.js';

/** What the candidate must show beside the champion. */
export const gateConfig = z
  .strictObject({
    metric: z
      .enum(COMPARED_NAMES)
      .optional()
      .describe(`What candidate and champion are compared by; ${oneOf(COMPARED_NAMES)}, without it search.metric.`),
    margin: z
      .number()
      .min(0)
      .default(0.005)
      .describe('How much worse than the champion the candidate may be, in units of the metric; a number of at least 0, default 0.005.'),
    weights: z
      .enum(['plain', 'design'])
      .default('plain')
      .describe(
        'What rows the difference is of; plain is the test rows as they are, design weighs them back to the data, where the split gives rare codes more test rows than their share; plain or design, default plain.',
      ),
    confidence: z
      .number()
      .min(0.5)
      .max(0.9999)
      .default(0.95)
      .describe('How sure it must be that the candidate keeps to the margin; a probability from 0.5 to 0.9999, default 0.95.'),
    limits: gateLimits
      .optional()
      .describe(
        'What coding with the candidate may take, whatever its metric; one that breaks a limit is refused, and times are medians of five repeats; a map of limits, without it none.',
      ),
    consistency: gateConsistency.optional(),
    suites: gateSuites
      .optional()
      .describe(
        'Suites on which the candidate must pass beside the champion too, each by a bound of its own; a suite that is too small to tell holds a candidate back; a map of names of evaluate.suites, without it none.',
      ),
    cannotTell: z
      .enum(['keep', 'fail'])
      .default('keep')
      .describe('What a run ends with when the rows do not decide; keep is exit code 0 with the champion kept, fail is exit code 11, default keep.'),
    promote: z
      .boolean()
      .default(false)
      .describe(
        'Whether a candidate that passes becomes the champion, and one that is refused ends the run with exit code 10; true or false, default false.',
      ),
  })
  .describe('What the new model, the candidate, must show beside the champion.');

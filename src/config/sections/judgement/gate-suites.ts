import { z } from 'zod';

/** Suites on which the candidate must not be worse than the champion either. */
export const gateSuites = z.record(
  z.string(),
  z
    .strictObject({
      margin: z
        .number()
        .min(0)
        .optional()
        .describe(
          'How much worse than the champion the candidate may be on this suite, in units of gate.metric; a number of at least 0, without it gate.margin.',
        ),
    })
    .describe('A suite by its name in evaluate.suites; a map, {} for the margin of the gate.'),
);

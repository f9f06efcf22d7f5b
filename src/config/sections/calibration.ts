import { z } from 'zod';

/** How scores become probabilities. */
export const calibrationConfig = z
  .strictObject({
    method: z
      .enum(['auto', 'beta', 'slope', 'temperature', 'none'])
      .default('auto')
      .describe(
        'How the score of the given code becomes the probability that it is right; slope by a slope and an offset on its logit, beta by a slope for each end, temperature divides all scores by one number, none leaves them, auto takes none, slope or beta, whichever scores rows best that it was not fitted on, default auto.',
      ),
  })
  .describe('How scores become probabilities; which code comes first never changes.');

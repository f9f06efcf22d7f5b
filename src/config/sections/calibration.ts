import { z } from 'zod';

/** How scores become probabilities. */
export const calibrationConfig = z
  .strictObject({
    method: z
      .enum(['auto', 'temperature', 'none'])
      .default('auto')
      .describe(
        'How scores become probabilities; temperature divides them by one number, auto does so where it helps on calibration rows, none leaves them, default auto.',
      ),
  })
  .describe('How scores become probabilities; which code comes first never changes.');

import { z } from 'zod';

/** Where tasks run. */
export const engineConfig = z
  .strictObject({ kind: z.enum(['local']).default('local').describe('Where tasks run; local is threads of this process, default local.') })
  .describe('Where tasks run.');

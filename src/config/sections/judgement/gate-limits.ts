import { z } from 'zod';
import { size } from '../values.js';

/** What coding a text may take; each limit that is left out is none. */
export const gateLimits = z.strictObject({
  minTextsPerCpuSecond: z
    .number()
    .positive()
    .optional()
    .describe('Texts that one thread must code in a second of processor time, at least; a number above 0, without it no limit.'),
  maxP95Ms: z
    .number()
    .positive()
    .optional()
    .describe('Milliseconds within which 95 of 100 texts must be coded, one by one; a number above 0, without it no limit.'),
  maxBundle: size.optional().describe('The largest size of the bundle; bytes or a size such as 50MB, above 0, without it no limit.'),
  maxMemory: size
    .optional()
    .describe(
      'The most memory that a process may have resident which opens the model and codes test rows on one thread, without the tables of predict; bytes or a size such as 300MB, above 0, without it no limit.',
    ),
});

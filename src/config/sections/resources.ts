import { z } from 'zod';
import { parseSize } from '../../core/size.js';

const size = z
  .union([
    z.number().int().positive(),
    z.string().transform((text, context) => {
      const bytes = parseSize(text);
      if (bytes !== undefined) return bytes;
      context.addIssue({ code: 'custom', message: 'not a size' });
      return z.NEVER;
    }),
  ])
  .meta({ wanted: 'a size such as 4GiB or 4GB' });

/** What a run may take of the machine. None of it changes a result. */
export const resourcesConfig = z
  .strictObject({
    workers: z
      .union([z.literal('auto'), z.int().min(1).max(256)])
      .default('auto')
      .describe('How many threads work at once; a whole number from 1 to 256, or auto for all cores that the memory holds, default auto.'),
    memory: size
      .prefault('4GiB')
      .describe('The most memory that the process may take; bytes or a size such as 4GiB or 4GB, above 0, default 4GiB (4294967296).'),
  })
  .describe('What a run may take of the machine; no result depends on it.');

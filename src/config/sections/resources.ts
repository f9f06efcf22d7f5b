import { z } from 'zod';
import { size } from './values.js';

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

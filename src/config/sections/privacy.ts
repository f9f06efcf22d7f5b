import { z } from 'zod';

/** What of the data may be seen in what a run leaves. */
export const privacyConfig = z
  .strictObject({
    examples: z
      .boolean()
      .default(true)
      .describe(
        'Whether texts and ids of rows may stand in reports, messages and reasons; with false nobody but their owner may read the files of the run and of its model; true or false, default true.',
      ),
    minGroupsPerNgram: z
      .int()
      .min(1)
      .default(1)
      .describe(
        'In how many different training texts an n-gram (or a bucket of hashed ids) must occur to be a feature at all; a whole number of at least 1, default 1.',
      ),
  })
  .describe('What of the data may be seen in what a run leaves.');

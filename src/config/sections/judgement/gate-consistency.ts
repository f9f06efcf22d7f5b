import { z } from 'zod';

const share = z.number().min(0).max(1).optional();

/** What candidate and champion must have in common on rows without codes; a limit that is left out is none. */
export const gateConsistency = z
  .strictObject({
    data: z
      .union([z.string(), z.array(z.string()).min(1)])
      .describe(
        'Rows that nobody need have coded, such as the latest ones to come in: files as predict reads them, with the columns of both models; a path or glob, or a list of at least 1, relative to the working directory, required.',
      ),
    maxShift: share.describe(
      'The largest share of these rows that would have to get another code for the codes to be distributed as the champion distributes them; a candidate beyond it, and beyond what chance does, is refused; a share from 0 to 1, without it no limit.',
    ),
    minAgreement: share.describe(
      'The share of these rows that must get the same code from both, at least; a share from 0 to 1, without it no limit.',
    ),
  })
  .describe(
    'What candidate and champion must have in common on rows without codes, which both code in every run that has a champion; a map with data, without it nothing is coded.',
  );

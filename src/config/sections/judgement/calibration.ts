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
    rows: z
      .enum(['cross-fit', 'role'])
      .default('cross-fit')
      .describe(
        'Which rows calibrate; cross-fit takes rows of train, validation and calibration by fits that were made without them, so that every code speaks, role takes the calibration rows alone, which costs no fits and says nothing of rare codes, default cross-fit.',
      ),
    heldOut: z
      .literal('all')
      .optional()
      .describe(
        'Which of the folds that cross-fit cuts the pool into are held out, each at the price of a fit; all, so that the review of labels and the counts corrected by them speak of every row of the pool, without it as many as a calibrator needs.',
      ),
    check: z
      .boolean()
      .optional()
      .describe(
        'Whether the whole procedure is tried inside the pool, with a tenth of it as test rows, where all of the pool ships and no row but the test role could tell; true or false, needs train.final train+validation+calibration, costs as many fits again and one, without it false.',
      ),
  })
  .describe('How scores become probabilities; which code comes first never changes.');

/** Whether fits without a fold score the rows to calibrate on; a temperature, and the threshold of scores as they are, take calibration rows. */
export function isCrossFitted({ method, rows }: z.output<typeof calibrationConfig>): boolean {
  return rows === 'cross-fit' && method !== 'temperature' && method !== 'none';
}

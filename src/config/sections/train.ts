import { z } from 'zod';

/** The fit that the model is made of. */
export const trainConfig = z
  .strictObject({
    final: z
      .enum(['train', 'train+validation', 'train+validation+calibration'])
      .default('train+validation')
      .describe(
        'Which rows the chosen trial is fitted on again; those of train, of train+validation, or of train+validation+calibration, which needs calibration.rows cross-fit, default train+validation.',
      ),
  })
  .describe('The last fit, which the model is made of.');

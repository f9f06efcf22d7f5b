import { z } from 'zod';
import { NUMBER_TYPES } from '../../core/number-type.js';

/** How the model is stored. */
export const bundleConfig = z
  .strictObject({
    weights: z
      .enum(NUMBER_TYPES)
      .default('f32')
      .describe(
        'The type that the weights of the model are rounded to and stored in, before they are calibrated and judged; f32 as they are, f16 in half of the room, i8 in a quarter with a scale for every feature, with f16 and i8 weights of bounded rank stay factors where that is smaller, default f32.',
      ),
  })
  .describe('How the model is stored.');

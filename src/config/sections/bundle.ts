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
    licence: z
      .string()
      .min(1)
      .optional()
      .describe(
        'What others may do with the model, and whose data it was made of, as the card of the model in the bundle says it; a text, without it the card says that none is stated.',
      ),
  })
  .describe('How the model is stored.');

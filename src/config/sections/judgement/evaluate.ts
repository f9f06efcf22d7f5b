import { z } from 'zod';
import { suitesConfig } from './suites.js';

/** Shares of the training rows that a learning curve is fitted on unless others are named; the whole comes of itself. */
const CURVE_SHARES = [0.25, 0.5];

/** What is told of a model beside its figures on the test rows. */
export const evaluateConfig = z
  .strictObject({
    repeats: z
      .int()
      .min(2)
      .max(50)
      .optional()
      .describe(
        'Over how many seeds the whole pipeline up to the figures is run, each with a split and a training of its own, the first being split.seed and the others those after it, so that accuracy and macro F1 come with their spread; a whole number from 2 to 50, without it one seed.',
      ),
    learningCurve: z
      .union([
        z.literal(true),
        z
          .array(z.number().min(0.001).max(0.999))
          .min(1)
          .refine((shares) => shares.every((share, i) => i === 0 || share > (shares[i - 1] as number)), 'shares in rising order, each once'),
      ])
      .optional()
      .describe(
        'On which shares of the training rows the settings that won are fitted again, to be judged on the same test rows, which tells whether more texts would help; true for 0.25 and 0.5, or a list of at least 1 number from 0.001 to 0.999 in rising order, without it none.',
      ),
    suites: suitesConfig
      .optional()
      .describe(
        'Sets of rows that get every figure of their own, and that gate.suites can require: new-texts, latest and unseen-values are test rows, file is files of their own; a map of names, without it none.',
      ),
  })
  .refine((asked) => Object.values(asked).some((value) => value !== undefined), 'at least one of repeats, learningCurve and suites')
  .describe('What is told of a model beside its figures on the test rows.');

/** The shares of the learning curve in rising order; none where none is asked for. */
export function curveSharesOf(evaluate: { readonly learningCurve?: true | readonly number[] | undefined } | undefined): readonly number[] {
  const asked = evaluate?.learningCurve;
  return asked === undefined ? [] : asked === true ? CURVE_SHARES : asked;
}

import { z } from 'zod';

const language = z.enum(['de', 'en', 'es', 'fr', 'it', 'nl', 'no', 'pt', 'sv']);

/** The canonical form of a text before it is cut into n-grams; every step can be turned off. */
export const textConfig = z
  .strictObject({
    unicode: z
      .enum(['nfkc', 'nfc'])
      .default('nfkc')
      .describe('The Unicode normal form; nfkc makes variants such as full-width letters the same, nfc keeps them apart, default nfkc.'),
    case: z
      .enum(['lower', 'keep'])
      .default('lower')
      .describe('What becomes of capitals; lower makes them lower case, keep leaves them, default lower.'),
    accents: z.enum(['fold', 'keep']).default('fold').describe('What becomes of accents; fold removes them, keep leaves them, default fold.'),
    digits: z
      .enum(['keep', 'zero', 'drop'])
      .default('keep')
      .describe('What becomes of digits; keep leaves them, zero writes each as 0, drop removes them, default keep.'),
    punctuation: z
      .enum(['space', 'keep'])
      .default('space')
      .describe('What becomes of signs that are no letter, mark or number; space turns them into blanks, keep leaves them, default space.'),
    stem: language
      .nullable()
      .default(null)
      .describe(
        'The language whose stemmer cuts words down for word n-grams; de, en, es, fr, it, nl, no, pt or sv, default null, which leaves words whole.',
      ),
    stopWords: language
      .nullable()
      .default(null)
      .describe('The language whose stop words are left out; de, en, es, fr, it, nl, no, pt or sv, default null, which leaves none out.'),
  })
  .describe('The canonical form of a text before it is cut into n-grams.');

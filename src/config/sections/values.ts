import { z } from 'zod';
import { parseSize } from '../../core/size.js';

/** A share or a probability. */
export const fraction = z.number().min(0).max(1);

/** Bytes, or a text such as `4GiB`. */
export const size = z
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

/** Shortest and longest n-gram. */
export const ngramRange = z
  .tuple([z.int().min(1).max(8), z.int().min(1).max(8)])
  .refine(([low, high]) => low <= high, 'the first number at most the second');

/** The values of a key in a sentence: `a, b or c`. */
export function oneOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

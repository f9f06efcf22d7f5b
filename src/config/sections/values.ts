import { z } from 'zod';

/** A share or a probability. */
export const fraction = z.number().min(0).max(1);

/** Shortest and longest n-gram. */
export const ngramRange = z
  .tuple([z.int().min(1).max(8), z.int().min(1).max(8)])
  .refine(([low, high]) => low <= high, 'the first number at most the second');

/** The values of a key in a sentence: `a, b or c`. */
export function oneOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

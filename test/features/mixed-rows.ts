import fc from 'fast-check';
import type { FeatureSpec } from '../../src/artifacts/features.js';
import type { FeatureRow } from '../../src/model/vectors/featurizer.js';
import { specOf } from './fit-in-memory.js';

const word = fc.constantFrom('rye', 'bread', 'Bröd', 'milk', 'oat', '牛乳', 'a', '𐌰𐌱', 'crème', '3x');
const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));

const category = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: null });

/** Rows with two texts (repeated words, several scripts), two categories and a number, all of which may be missing. */
export const mixedRow: fc.Arbitrary<FeatureRow> = fc.record({
  texts: fc.tuple(text, text),
  categorical: fc.tuple(category('bakery', 'kiosk'), category('web', 'paper')),
  numeric: fc.tuple(fc.option(fc.double({ min: -5, max: 5, noNaN: true }), { nil: null })),
});

/** The spec that fits them, with block weights. */
export function mixedSpec(features: Partial<FeatureSpec['features']>): FeatureSpec {
  const columns = { textColumns: ['name', 'note'], categoricalColumns: ['shop', 'mode'], numericColumns: [{ column: 'price', edges: [-1, 0, 2.5] }] };
  return specOf(columns, { words: [1, 2], chars: [3, 4], blockWeights: { note: 0.5, covariates: 2 }, ...features });
}

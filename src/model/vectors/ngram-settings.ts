import type { FeatureSpec } from '../../artifacts/features.js';
import type { NgramSettings } from '../../text/ngram-counter.js';

/** What of a feature spec decides which n-grams are counted. */
export function ngramSettings(spec: Pick<FeatureSpec, 'text' | 'textColumns' | 'categoricalColumns' | 'categoryForm' | 'features'>): NgramSettings {
  const { text, textColumns, categoricalColumns, categoryForm, features } = spec;
  return { text, textColumns, categoricalColumns, categoryForm, words: lengths(features.words), chars: lengths(features.chars) };
}

function lengths(range: readonly number[] | null): readonly [number, number] | null {
  if (range === null) return null;
  const [shortest, longest] = range;
  if (shortest === undefined || longest === undefined) throw new Error(`a range is two numbers, got ${range.join(', ')}`);
  return [shortest, longest];
}

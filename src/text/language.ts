import { loadLibrary } from '../core/process/load-library.js';
import { type CanonicalOptions, canonicalText } from './canonical-text.js';

/** Languages with a stemmer and a list of stop words. */
export type Language = 'de' | 'en' | 'es' | 'fr' | 'it' | 'nl' | 'no' | 'pt' | 'sv';

interface Natural {
  readonly stemmers: Readonly<Record<Language, () => { stem(token: string): string }>>;
  readonly stopWords: Readonly<Record<Language, () => readonly string[]>>;
}

/** A function from a token to its stem (Snowball stemmers of `natural`). A token for which the stemmer has none is its own stem. */
export function loadStemmer(language: Language): (token: string) => string {
  const stemmer = loadNatural().stemmers[language]();
  return (token) => stemmer.stem(token) || token;
}

/**
 * The stop words of a language in canonical form, so that they can be compared with tokens, which are canonical too. Entries
 * of the list that are digits or signs alone, or that make several tokens, are left out.
 */
export function loadStopWords(language: Language, options: CanonicalOptions): ReadonlySet<string> {
  const words = loadNatural().stopWords[language]();
  const canonical = words.filter((word) => !/^[0-9_]*$/.test(word)).map((word) => canonicalText(word, options));
  return new Set(canonical.filter((word) => word !== '' && !word.includes(' ')));
}

function loadNatural(): Natural {
  return loadLibrary('natural') as Natural;
}

import { createRequire } from 'node:module';
import { type CanonicalOptions, canonicalText } from './canonical-text.js';

/** Languages with a stemmer and a list of stop words. */
export type Language = 'de' | 'en' | 'es' | 'fr' | 'it' | 'nl' | 'no' | 'pt' | 'sv';

const require = createRequire(import.meta.url);

// The root of `natural` pulls in database clients: only these files of it are loaded, and only when asked for.
const STEMMERS: Readonly<Record<Language, () => unknown>> = {
  de: () => require('natural/lib/natural/stemmers/porter_stemmer_de.js'),
  en: () => require('natural/lib/natural/stemmers/porter_stemmer.js'),
  es: () => require('natural/lib/natural/stemmers/porter_stemmer_es.js'),
  fr: () => require('natural/lib/natural/stemmers/porter_stemmer_fr.js'),
  it: () => require('natural/lib/natural/stemmers/porter_stemmer_it.js'),
  nl: () => require('natural/lib/natural/stemmers/porter_stemmer_nl.js'),
  no: () => require('natural/lib/natural/stemmers/porter_stemmer_no.js'),
  pt: () => require('natural/lib/natural/stemmers/porter_stemmer_pt.js'),
  sv: () => require('natural/lib/natural/stemmers/porter_stemmer_sv.js'),
};

const STOP_WORDS: Readonly<Record<Language, () => unknown>> = {
  // The German list is not a file of `natural` but of a package that its German stemmer loads.
  de: () => (createRequire(require.resolve('natural/lib/natural/stemmers/stemmer_de.js'))('stopwords-iso') as { de: unknown }).de,
  en: () => wordsOf(require('natural/lib/natural/util/stopwords.js')),
  es: () => wordsOf(require('natural/lib/natural/util/stopwords_es.js')),
  fr: () => wordsOf(require('natural/lib/natural/util/stopwords_fr.js')),
  it: () => wordsOf(require('natural/lib/natural/util/stopwords_it.js')),
  nl: () => wordsOf(require('natural/lib/natural/util/stopwords_nl.js')),
  no: () => wordsOf(require('natural/lib/natural/util/stopwords_no.js')),
  pt: () => wordsOf(require('natural/lib/natural/util/stopwords_pt.js')),
  sv: () => wordsOf(require('natural/lib/natural/util/stopwords_sv.js')),
};

/** A function from a token to its stem (Snowball stemmers of `natural`). A token without a stem is its own. */
export function loadStemmer(language: Language): (token: string) => string {
  const stemmer = STEMMERS[language]() as { stem(token: string): string };
  return (token) => stemmer.stem(token) || token;
}

/**
 * The stop words of a language in canonical form, so that they meet tokens of the same form. Entries of digits or signs
 * alone, and those that fall into several tokens, are no stop words.
 */
export function loadStopWords(language: Language, options: CanonicalOptions): ReadonlySet<string> {
  const words = STOP_WORDS[language]() as readonly string[];
  const canonical = words.filter((word) => !/^[0-9_]*$/.test(word)).map((word) => canonicalText(word, options));
  return new Set(canonical.filter((word) => word !== '' && !word.includes(' ')));
}

function wordsOf(module: unknown): unknown {
  return (module as { words: unknown }).words;
}

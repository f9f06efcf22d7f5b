import { type CanonicalOptions, canonicalText, latinForm } from './canonical-text.js';
import { type Language, loadStemmer, loadStopWords } from './language.js';

/** Everything that decides the tokens of a text: the `text` section of a pipeline. */
export interface TextOptions extends CanonicalOptions {
  readonly stem: Language | null;
  readonly stopWords: Language | null;
}

/** Cuts texts into tokens. Stems are made by the caller, once a distinct token. */
export interface Tokeniser {
  /** The tokens of a text in order: what stands between blanks of its canonical form, stop words left out. */
  tokens(text: string): string[];
  /** As `latinForm`: of most texts the tokens can be told apart without a string of any. Stop words are still there. */
  latinForm(text: string): number;
  isStopWord(token: string): boolean;
  /** What a token counts as in word n-grams; character n-grams are of the token itself. */
  stem(token: string): string;
}

/** Loads what the options ask for. Cost of `tokens`: linear in the text. */
export function createTokeniser(options: TextOptions): Tokeniser {
  const stopWords = options.stopWords === null ? undefined : loadStopWords(options.stopWords, options);
  const stem = options.stem === null ? (token: string) => token : loadStemmer(options.stem);
  return {
    tokens(text) {
      const canonical = canonicalText(text, options);
      if (canonical === '') return [];
      const tokens = canonical.split(' ');
      return stopWords === undefined ? tokens : tokens.filter((token) => !stopWords.has(token));
    },
    latinForm: (text) => latinForm(text, options),
    isStopWord: (token) => stopWords?.has(token) === true,
    stem,
  };
}

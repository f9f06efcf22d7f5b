import type { FeatureSpec } from '../artifacts/features.js';
import type { RowWords, WordUnit } from '../evaluation/consistency/vocabulary-tally.js';
import { KeyTable } from '../text/key-table.js';
import { NgramCounter, type NgramSettings } from '../text/ngram-counter.js';
import { type FeatureRow, type Featurizer, MOST_CHARS } from './vectors/featurizer.js';
import { ngramSettings } from './vectors/ngram-settings.js';

/** The unit that `RowWords` of a model are in. */
export function wordUnit({ features }: Pick<FeatureSpec, 'features'>): WordUnit {
  return features.words?.[0] === 1 ? 'words' : 'n-grams';
}

/** Tells the words of rows that a model knows from those that it does not. With hashed ids a word that shares a bucket with a known n-gram is known. Not for two threads. */
export class RowWordFinder {
  readonly #featurizer: Featurizer;
  readonly #settings: NgramSettings;
  readonly #names = new TextDecoder();
  #counter: NgramCounter;

  constructor(spec: FeatureSpec, featurizer: Featurizer) {
    this.#featurizer = featurizer;
    const all = { ...ngramSettings(spec), categoricalColumns: [] };
    this.#settings = wordUnit(spec) === 'words' ? { ...all, words: [1, 1], chars: null } : all;
    this.#counter = this.#newCounter();
  }

  /** Cost: linear in the row. */
  find(row: FeatureRow): RowWords {
    if (this.#counter.rememberedChars > MOST_CHARS) this.#counter = this.#newCounter();
    this.#counter.count(row.texts, []);
    const { entryCount, entryKey, keys } = this.#counter;
    const unknown: string[] = [];
    for (let e = 0; e < entryCount; e++) {
      const key = entryKey[e] as number;
      if (!this.#featurizer.knows(keys.low[key] as number, keys.high[key] as number)) unknown.push(this.#nameOf(key));
    }
    // A vector, which knows of n-grams that are no words, is made where every word is unknown.
    const hasKnownNgram = unknown.length < entryCount || this.#featurizer.vector(row).hasKnownNgram;
    return { wordCount: entryCount, unknown, hasKnownNgram };
  }

  #nameOf(key: number): string {
    const { nameBytes, nameStart } = this.#counter.keys;
    return this.#names.decode(nameBytes.subarray(nameStart[key], nameStart[key + 1]));
  }

  #newCounter(): NgramCounter {
    return new NgramCounter(this.#settings, new KeyTable(true));
  }
}

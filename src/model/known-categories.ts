import type { FeatureSpec, NgramTable } from '../artifacts/features.js';
import { KeyTable } from '../text/key-table.js';
import { NgramCounter, NO_VALUE } from '../text/ngram-counter.js';
import { indexNgrams, type NgramIndex } from './vectors/ngram-index.js';
import { ngramSettings } from './vectors/ngram-settings.js';

/**
 * Tells values of categorical covariates that a model has a feature of from unseen ones. With hashed ids a value that shares the
 * bucket of anything that training had passes for known. Memory: that of the distinct values met.
 */
export class KnownCategories {
  readonly #counter: NgramCounter;
  readonly #index: NgramIndex;

  constructor(spec: FeatureSpec, table: NgramTable) {
    this.#counter = new NgramCounter({ ...ngramSettings(spec), textColumns: [] }, new KeyTable(false));
    this.#index = indexNgrams(table, spec.features.ids, spec.features.maxFeatures);
  }

  /** By column: whether the row's value is unseen. A missing value is not. */
  areUnseen(values: readonly (string | null)[]): readonly boolean[] {
    this.#counter.count([], values);
    const { low, high } = this.#counter.keys;
    return Array.from(this.#counter.covariateKeys, (key) => key !== NO_VALUE && this.#index.find(low[key] as number, high[key] as number) < 0);
  }
}

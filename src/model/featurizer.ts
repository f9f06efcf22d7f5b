import type { FeatureSpec, NgramTable } from '../artifacts/features.js';
import { NgramCounter, type NgramSettings } from '../text/ngram-counter.js';
import { binName } from './bin-edges.js';
import { indexNgrams, type NgramIndex } from './ngram-index.js';
import { ngramSettings } from './ngram-settings.js';
import { VectorBuilder } from './vector-builder.js';

/** The cells of a row, each list in the order of the feature spec; null is a missing value. */
export interface FeatureRow {
  readonly texts: readonly string[];
  readonly categorical: readonly (string | null)[];
  readonly numeric: readonly (number | null)[];
}

/** A sparse vector: ids ascending. The arrays belong to the caller. */
interface SparseVector {
  readonly ids: Uint32Array;
  readonly values: Float32Array;
}

/** Turns single rows into vectors. */
export interface Featurizer {
  /** The vector of one row, to the bit as the matrix has it. A row without known n-grams has an empty one. */
  vector(row: FeatureRow): SparseVector;
}

/** Distinct n-grams remembered between rows; beyond it they are forgotten, so that a long stream of rows stays small. */
const MOST_KEYS = 1 << 19;

/** Makes what turns single rows into vectors. Cost: linear in the table, once; then linear in each row. Not for two threads. */
export function createFeaturizer(spec: FeatureSpec, table: NgramTable): Featurizer {
  // A numeric covariate counts as a category: its bin's name.
  const settings = { ...ngramSettings(spec), categoricalColumns: [...spec.categoricalColumns, ...spec.numericColumns.map(({ column }) => column)] };
  const index = indexNgrams(table, spec.features.ids, spec.features.maxFeatures);
  const builder = new VectorBuilder(spec, table);
  let known = new KnownKeys(settings, index);
  return {
    vector(row) {
      if (known.counter.keys.count > MOST_KEYS) known = new KnownKeys(settings, index);
      const { counter } = known;
      counter.count(row.texts, [...row.categorical, ...spec.numericColumns.map(({ edges }, c) => binName(row.numeric[c] ?? null, edges))]);
      builder.build(counter.entryKey, counter.entryTimes, 0, counter.entryCount, known.tableKeys(), counter.keys.block);
      return { ids: builder.ids.slice(0, builder.entryCount), values: builder.values.slice(0, builder.entryCount) };
    },
  };
}

/** The n-grams met so far, and where each stands in the table. */
class KnownKeys {
  readonly counter: NgramCounter;
  readonly #index: NgramIndex;
  #tableKey = new Int32Array(1024);
  #count = 0;

  constructor(settings: NgramSettings, index: NgramIndex) {
    this.counter = new NgramCounter(settings, false);
    this.#index = index;
  }

  tableKeys(): Int32Array {
    const { keys } = this.counter;
    if (keys.low.length > this.#tableKey.length) {
      const longer = new Int32Array(keys.low.length);
      longer.set(this.#tableKey);
      this.#tableKey = longer;
    }
    for (; this.#count < keys.count; this.#count++) this.#tableKey[this.#count] = this.#index.find(keys.low[this.#count]!, keys.high[this.#count]!);
    return this.#tableKey;
  }
}

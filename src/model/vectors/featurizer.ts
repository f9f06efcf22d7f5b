import type { FeatureSpec, NgramTable } from '../../artifacts/features.js';
import { kindCount, NgramCounter, type NgramSettings, NO_VALUE } from '../../text/ngram-counter.js';
import { countedColumns, countedValues } from './counted-columns.js';
import { blocksOfKinds } from './feature-blocks.js';
import { indexNgrams, type NgramIndex } from './ngram-index.js';
import { VectorBuilder } from './vector-builder.js';

/** The cells of a row, each list in the order of the feature spec; null is a missing value. */
export interface FeatureRow {
  readonly texts: readonly string[];
  readonly categorical: readonly (string | null)[];
  readonly numeric: readonly (number | null)[];
}

/** A sparse vector (ids ascending) and what the model does not know of the row. The arrays belong to the caller. */
interface RowVector {
  readonly ids: Uint32Array;
  readonly values: Float32Array;
  /** Whether any n-gram of the texts has a feature. With hashed ids one that shares a bucket with a known one has. */
  readonly hasKnownNgram: boolean;
  /** Categorical columns (by their place in the spec) whose value has no feature. */
  readonly unseen: readonly number[];
}

/** Turns single rows into vectors. */
export interface Featurizer {
  /** The vector of one row, to the bit as the matrix has it. A row without known n-grams has an empty one. */
  vector(row: FeatureRow): RowVector;
}

/** Distinct n-grams remembered between rows; beyond it they are forgotten, so that a long stream of rows stays small. */
const MOST_KEYS = 1 << 19;

/** Makes what turns single rows into vectors. Cost: linear in the table, once; then linear in each row. Not for two threads. */
export function createFeaturizer(spec: FeatureSpec, table: NgramTable): Featurizer {
  const settings = countedColumns(spec);
  const index = indexNgrams(table, spec.features.ids, spec.features.maxFeatures);
  const builder = new VectorBuilder(spec, table);
  const blockOfKind = blocksOfKinds(spec);
  let known = new KnownKeys(settings, index, blockOfKind);
  return {
    vector(row) {
      if (known.counter.keys.count > MOST_KEYS) known = new KnownKeys(settings, index, blockOfKind);
      const { counter } = known;
      counter.count(row.texts, countedValues(spec, row));
      const { tableKey, block } = known.look();
      builder.build(counter.entryKey, counter.entryTimes, 0, counter.entryCount, tableKey, block);
      return {
        ids: builder.ids.slice(0, builder.entryCount),
        values: builder.values.slice(0, builder.entryCount),
        hasKnownNgram: hasKnownNgram(counter, tableKey, kindCount(spec.textColumns.length) - 1),
        unseen: unseenColumns(counter, tableKey, spec.categoricalColumns.length),
      };
    },
  };
}

/** Entries come kind by kind, those of the texts first; the first known one ends the search. */
function hasKnownNgram({ entryKey, entryCount, keys }: NgramCounter, tableKeys: Int32Array, covariates: number): boolean {
  for (let e = 0; e < entryCount && keys.kind[entryKey[e]!]! < covariates; e++) if (tableKeys[entryKey[e]!]! >= 0) return true;
  return false;
}

const NONE: readonly number[] = [];

function unseenColumns({ covariateKeys }: NgramCounter, tableKeys: Int32Array, count: number): readonly number[] {
  let unseen = NONE;
  for (let column = 0; column < count; column++) {
    const key = covariateKeys[column]!;
    if (key !== NO_VALUE && tableKeys[key]! < 0) unseen = [...unseen, column];
  }
  return unseen;
}

/** The n-grams met so far, where each stands in the table, and in which block. */
class KnownKeys {
  readonly counter: NgramCounter;
  readonly #index: NgramIndex;
  readonly #blockOfKind: readonly number[];
  #tableKey = new Int32Array(1024);
  #block = new Uint8Array(1024);
  #count = 0;

  constructor(settings: NgramSettings, index: NgramIndex, blockOfKind: readonly number[]) {
    this.counter = new NgramCounter(settings, false);
    this.#index = index;
    this.#blockOfKind = blockOfKind;
  }

  /** Looks up the n-grams that are new since the last time; both lists are by n-gram. */
  look(): { readonly tableKey: Int32Array; readonly block: Uint8Array } {
    const { keys } = this.counter;
    if (keys.low.length > this.#tableKey.length) this.#grow(keys.low.length);
    for (; this.#count < keys.count; this.#count++) {
      this.#tableKey[this.#count] = this.#index.find(keys.low[this.#count]!, keys.high[this.#count]!);
      this.#block[this.#count] = this.#blockOfKind[keys.kind[this.#count]!]!;
    }
    return { tableKey: this.#tableKey, block: this.#block };
  }

  #grow(length: number): void {
    const [tableKey, block] = [new Int32Array(length), new Uint8Array(length)];
    tableKey.set(this.#tableKey);
    block.set(this.#block);
    this.#tableKey = tableKey;
    this.#block = block;
  }
}

import type { FeatureSpec, NgramTable } from '../../artifacts/features.js';
import type { ScoredRows } from '../../kernels/linear-scorer.js';
import { kindCount, NgramCounter, type NgramSettings, UNCOUNTED } from '../../text/ngram-counter.js';
import { countedColumns, countedValues } from './counted-columns.js';
import { blocksOfKinds } from './feature-blocks.js';
import { KnownNgrams } from './known-ngrams.js';
import { EntryBuffers, RowBuilder } from './row-builder.js';

/** The cells of a row, each list in the order of the feature spec; null is a missing value. */
export interface FeatureRow {
  readonly texts: readonly string[];
  readonly categorical: readonly (string | null)[];
  readonly numeric: readonly (number | null)[];
}

/** What the model does not know of a row. */
export interface UnknownOfRow {
  /** Whether any n-gram of the texts has a feature. With hashed ids one that shares a bucket with a known one has. */
  readonly hasKnownNgram: boolean;
  /** Categorical columns (by their place in the spec) whose value has no feature. */
  readonly unseen: readonly number[];
}

/** A sparse vector (ids ascending). The arrays belong to the caller. */
interface RowVector extends UnknownOfRow {
  readonly ids: Uint32Array;
  readonly values: Float32Array;
}

/** Characters of tokens and values remembered between rows; beyond it they are forgotten, so that a long stream of rows stays small. */
export const MOST_CHARS = 1 << 21;

/** Entries of a row that seldom has more. */
const USUAL_ENTRIES = 1024;

/** Turns rows into vectors, to the bit as the matrix has them. A row without known n-grams has an empty one. Not for two threads. */
export class Featurizer {
  readonly #entries = new EntryBuffers();
  readonly #offsets: number[] = [0];
  readonly #spec: FeatureSpec;
  readonly #settings: NgramSettings;
  readonly #known: KnownNgrams;
  readonly #builder: RowBuilder;
  readonly #covariates: number;
  #counter: NgramCounter<KnownNgrams>;

  /** Cost: linear in the table. */
  constructor(spec: FeatureSpec, table: NgramTable) {
    this.#spec = spec;
    this.#settings = countedColumns(spec);
    this.#known = new KnownNgrams(spec, table);
    this.#builder = new RowBuilder(spec, this.#known, this.#entries, USUAL_ENTRIES);
    this.#covariates = blocksOfKinds(spec)[kindCount(spec.textColumns.length) - 1]!;
    this.#counter = new NgramCounter(this.#settings, this.#known);
  }

  /** Forgets the rows that were added. */
  clear(): void {
    this.#offsets.length = 1;
    this.#builder.end = 0;
  }

  /** Adds a row behind the others. Cost: linear in the row. */
  add(row: FeatureRow): UnknownOfRow {
    if (this.#counter.rememberedChars > MOST_CHARS) this.#counter = new NgramCounter(this.#settings, this.#known);
    const counter = this.#counter;
    counter.count(row.texts, countedValues(this.#spec, row));
    this.#builder.add(counter.entryKey, counter.entryTimes, 0, counter.entryCount);
    this.#offsets.push(this.#builder.end);
    // Entries come kind by kind, those of the texts first.
    const hasKnownNgram = counter.entryCount > 0 && this.#known.blockOfKey[counter.entryKey[0]!] !== this.#covariates;
    return { hasKnownNgram, unseen: this.#unseenColumns() };
  }

  /** Entries of all rows added since `clear`. */
  get entryCount(): number {
    return this.#builder.end;
  }

  /** Whether an n-gram has a feature: the two words of its key, see `KeyTable`. */
  knows(low: number, high: number): boolean {
    return this.#known.has(low, high);
  }

  /** The vectors of the rows added since `clear`; valid until the next is added. */
  get rows(): ScoredRows {
    return { offsets: this.#offsets, ids: this.#entries.ids, values: this.#entries.values };
  }

  /** The vector of one row alone; those that were added are forgotten. */
  vector(row: FeatureRow): RowVector {
    this.clear();
    const unknown = this.add(row);
    const { ids, values } = this.#entries;
    return { ids: ids.slice(0, this.#offsets[1]), values: values.slice(0, this.#offsets[1]), ...unknown };
  }

  #unseenColumns(): readonly number[] {
    const { covariateKeys } = this.#counter;
    let unseen = NONE;
    for (let column = 0; column < this.#spec.categoricalColumns.length; column++) {
      if (covariateKeys[column] === UNCOUNTED) unseen = [...unseen, column];
    }
    return unseen;
  }
}

const NONE: readonly number[] = [];

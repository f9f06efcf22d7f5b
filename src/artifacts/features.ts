import type { FeaturesConfig, TextConfig } from '../config/pipeline-config.js';
import type { Digest } from '../core/digest.js';

/** A numeric covariate's bins: value v falls in the number of edges that are ≤ v. */
export interface BinEdges {
  readonly column: string;
  readonly edges: readonly number[];
}

/** Everything that turns a row into a sparse vector except the n-gram table. Plain JSON: part of the bundle. */
export interface FeatureSpec {
  readonly version: 1;
  readonly text: TextConfig;
  readonly textColumns: readonly string[];
  readonly categoricalColumns: readonly string[];
  readonly numericColumns: readonly BinEdges[];
  readonly features: FeaturesConfig;
}

/**
 * The fitted features: id → n-gram. Ids run from 0 by falling document frequency (ties: by key).
 * For hashed ids the id is the bucket's rank by falling document frequency, and the name that of its most frequent n-gram.
 */
export interface NgramTable {
  readonly kind: 'ngram-table';
  readonly featureCount: number;
  /** 64-bit keys of the n-grams (vocabulary) or bucket numbers (hashed, high word 0), by id. */
  readonly keyLow: Uint32Array;
  readonly keyHigh: Uint32Array;
  /** Groups of training rows with the n-gram, by id. */
  readonly documentFrequency: Uint32Array;
  /** Smooth inverse document frequency, ln((1+n)/(1+df)) + 1, by id. */
  readonly idf: Float32Array;
  /** Readable names by id, such as `text=rye bread` (words), `text~brea` (characters) or `shop:bakery` (covariate). */
  readonly names: readonly string[];
  /** Groups of training rows: n of the idf. */
  readonly groupCount: number;
  /** Distinct n-grams that share an id with a more frequent one. */
  readonly collisionCount: number;
  /** Distinct n-grams seen in training rows before the cut. */
  readonly distinctCount: number;
}

/**
 * Sparse rows in compressed form; row i has entries offsets[i] … offsets[i+1]-1 of ids (ascending) and values.
 * All arrays lie in shared memory and are read-only for workers.
 */
export interface MatrixShard {
  readonly rowCount: number;
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  readonly values: Float32Array;
}

/** One feature variant of all prepared rows, in row order; shards are those of `Prepared`. */
export interface FeatureMatrix {
  readonly kind: 'feature-matrix';
  readonly variant: string;
  readonly key: Digest;
  readonly spec: FeatureSpec;
  readonly table: NgramTable;
  readonly shards: readonly MatrixShard[];
  readonly firstRow: readonly number[];
  readonly rowCount: number;
  readonly entryCount: number;
}

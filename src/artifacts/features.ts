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
  /** How values of categorical covariates are compared (text/canonical-category.ts). Absent from older models: letter by letter. */
  readonly categoryForm?: 'canonical';
  readonly features: FeaturesConfig;
}

/**
 * The fitted features. A key is an n-gram (vocabulary) or a bucket (hashed); a feature is one column of the matrix.
 * Keys that occur in exactly the same training texts with the same counts are one feature: the optimum of the ridge
 * objective gives them equal weights, so one column of √(member count) times the value stands for all of them.
 * Features run from 0 by falling document frequency (ties: by their smallest key); keys by feature, then by key.
 */
export interface NgramTable {
  readonly kind: 'ngram-table';
  readonly featureCount: number;
  readonly keyCount: number;
  /** 64-bit keys of the n-grams (vocabulary) or bucket numbers (hashed, high word 0). */
  readonly keyLow: Uint32Array;
  readonly keyHigh: Uint32Array;
  /** Feature of each key. */
  readonly keyFeature: Uint32Array;
  /** Readable name of each key, such as `text=rye bread` (words), `text~brea` (characters) or `shop:bakery` (covariate). */
  readonly keyNames: readonly string[];
  /** Keys of each feature. */
  readonly memberCount: Uint32Array;
  /** Distinct training texts with the feature. */
  readonly documentFrequency: Uint32Array;
  /** Smooth inverse document frequency, ln((1+n)/(1+df)) + 1, by feature; its root with `features.idf: sqrt`, all 1 with `none`. */
  readonly idf: Float32Array;
  /** Distinct training texts: n of the idf. */
  readonly textCount: number;
  /** Distinct n-grams that share a bucket with a more frequent one; 0 for a vocabulary. */
  readonly collisionCount: number;
  /** Distinct n-grams seen in training rows before the cut. */
  readonly distinctCount: number;
  /** What keys are looked up in (see `slotsOf`), where it is made once for all threads that share the table; no part of its file. */
  readonly slots?: Uint32Array;
}

/** Some rows of a feature matrix in a file of the store; see `matrix-file.ts` for the bytes. */
export interface MatrixShard {
  readonly file: string;
  /** The n-gram counts that it was made of. */
  readonly countsFile: string;
  readonly rowCount: number;
  readonly entryCount: number;
}

/** Titles of the codebook as rows to learn from: no row of the data, so nothing is ever judged on one. They count from `rowCount` on. */
export interface TitleRows {
  readonly shard: MatrixShard;
  /** The code of each, an index into `Prepared.codes`. */
  readonly code: Int32Array;
}

/** One feature variant of all prepared rows, in row order; shards are those of `Prepared`. */
export interface FeatureMatrix {
  readonly kind: 'feature-matrix';
  /** Short readable settings of the variant, such as `words=1-2 chars=3-5`. */
  readonly variant: string;
  /** Digest of what the matrix was made of. */
  readonly key: Digest;
  readonly spec: FeatureSpec;
  readonly table: NgramTable;
  /** Where the table is stored. */
  readonly tableFile: string;
  readonly shards: readonly MatrixShard[];
  /** Index of the first row of each shard, and the row count at the end. */
  readonly firstRow: readonly number[];
  readonly rowCount: number;
  readonly entryCount: number;
  /** With `features.titles`, as long as a title is left that no row has. */
  readonly titles?: TitleRows;
}

/** The matrices of all feature variants of the grid, in grid order. */
export interface FeatureVariants {
  readonly kind: 'feature-variants';
  readonly variants: readonly FeatureMatrix[];
}

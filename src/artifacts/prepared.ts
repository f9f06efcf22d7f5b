import type { Digest } from '../core/digest.js';

/** Rows that are worked on together, of one partition or of several small ones, are at most so many. */
export const SHARD_ROWS = 16_384;

/**
 * A prepared shard in the store. Its folder holds
 * `rows.parquet` (position: in the partition, of several as if they stood one after the other; id, code, group, textKey, content, trainingWeight, evaluationWeight: what relational work needs; and the columns that suites select by, see `suiteCells`),
 * `texts.arrow` (raw text columns and covariates, in the same order: what features need, see `shard-texts.ts`) and
 * `quarantine.parquet` (bad rows with a reason).
 */
export interface PreparedShard {
  readonly key: Digest;
  readonly folder: string;
  /** Good rows in the shard. */
  readonly rowCount: number;
  readonly quarantinedCount: number;
}

/**
 * All good rows in order (partitions by path, rows by position). Row r of the run is row `r - firstRow[s]` of shard s.
 * The typed arrays have one entry a row and lie in shared memory.
 */
export interface Prepared {
  readonly kind: 'prepared';
  readonly shards: readonly PreparedShard[];
  /** Index of the first row of each shard, and the row count at the end: length shards + 1. */
  readonly firstRow: readonly number[];
  readonly rowCount: number;
  /** Codes that occur, in bytewise order. */
  readonly codes: readonly string[];
  /** Index into `codes`; -1 for a row that takes no part. */
  readonly code: Int32Array;
  /** Dense group index, in order of first occurrence: what is split together and resampled together (`split.groupBy`). `NO_GROUP` for a row that takes no part. */
  readonly group: Uint32Array;
  readonly groupCount: number;
  /** Dense index of the canonical text, in order of first occurrence. The same array as `group` when grouped by text. */
  readonly text: Uint32Array;
  readonly textCount: number;
  readonly trainingWeight: Float32Array | null;
  readonly evaluationWeight: Float32Array | null;
  /** 1 for a row that takes part; 0 for a repeated id, or one sent to quarantine for its id. */
  readonly included: Uint8Array;
  readonly includedCount: number;
  readonly quarantine: readonly QuarantineCount[];
  /** Rows left out since the same id came before with equal content. */
  readonly repeatedRowCount: number;
  /** Good rows whose label the correspondence changed, one old code to a new one or several old ones to it. */
  readonly recoded?: { readonly oneToOne: number; readonly manyToOne: number };
}

/** Why a row is bad, in the order in which the checks are made: a row has the first reason that holds. */
export const QUARANTINE_REASONS = [
  'null-id',
  /** Every text column is null; one null among several is read as ''. */
  'null-text',
  /** No letter or digit is left of any text column in the form of `canonicalGroupText`. */
  'empty-text',
  'text-too-long',
  'null-label',
  'code-not-in-codebook',
  'no-ancestor-at-level',
  /** The correspondence gives the old code more than one new one. */
  'several-new-codes',
  /** A weight that is null, negative, not a number, or too large for a 32-bit float. */
  'bad-weight',
  /** The column of `split.groupBy` is null. */
  'null-group',
  /** The column of `split.test` is null. */
  'null-time',
  /** The column of `split.test` is text, and neither a time in ISO 8601 nor, where `from` is a number, a number. */
  'bad-time',
  /** The id also belongs to a row with other content: every row of the id. */
  'repeated-id',
] as const;
/** One of `QUARANTINE_REASONS`. */
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

/** The longest text, in UTF-16 units: a whole shard of them, three bytes a unit, stays below the 2 GiB of a texts file's column. */
export const MAX_TEXT_LENGTH = 32_768;

/** `Prepared.group` and `Prepared.text` of a row that takes no part; its `code` is -1. */
export const NO_GROUP = 0xffffffff;

/** Rows in quarantine for one reason. */
export interface QuarantineCount {
  readonly reason: QuarantineReason;
  readonly count: number;
  /** At most five ids, each cut to length. */
  readonly examples: readonly string[];
  /** With `code-not-in-codebook` at most five labels, each with the codebook's nearest code. */
  readonly labels?: readonly string[];
}

import type { SplitFiles } from '../artifacts/files/split-files.js';

/** Groups a role, in the order of `ROLES`: train, validation, calibration, test. */
export type RoleCounts = readonly [train: number, validation: number, calibration: number, test: number];

/** How prepared rows are to be split. Row numbers run over all row files in order. */
export interface SplitPlan {
  /** Rows that take no part, ascending. */
  readonly leftOut: Uint32Array;
  /**
   * Hashed in front of a group key: the groups of a stratum are ranked by SHA-256, in hex, of the UTF-8 bytes of both, and get the
   * roles of its quota in the order of `ROLES`.
   */
  readonly salt: string;
  /**
   * How many of a stratum's groups that keep no role get each role: they sum to `groupCount` less those that keep one. Pure. The engine
   * asks once a stratum, when it has counted the groups, so that the rule of shares stays with the caller.
   */
  readonly quota: (stratum: Stratum) => RoleCounts;
  /** Whether a stratum is the groups of a code; else all groups are one. A group belongs to its most frequent code (ties: the first in bytewise order). */
  readonly stratify: boolean;
  /**
   * A split file: rows whose id it holds keep their role, and a group that keeps roles gets the first of them for its other rows.
   * Null: every row is placed anew.
   */
  readonly earlierSplit: string | null;
  /**
   * Rows whose `time` is at this or later become test rows, unless they keep a role; they count for no stratum. A number compares with
   * numbers, a text bytewise. Null: test rows are drawn like others.
   */
  readonly testFrom: string | number | null;
  /** Train and validation groups are dealt out to so many folds in turn, by stratum and rank. Null: no folds. */
  readonly foldCount: number | null;
  /** Keys of which it is counted how many test rows share theirs with a row in another role. A null key is shared with none. */
  readonly leakKeys: readonly LeakKey[];
}

/** A column of the row files that holds a key of each row. */
export type LeakKey = 'textKey' | 'otherKey';

/** The groups of a stratum. */
export interface Stratum {
  /** Null when all groups are one stratum. */
  readonly code: string | null;
  readonly groupCount: number;
  /** How many of them keep an earlier role, in the order of `ROLES`. */
  readonly kept: RoleCounts;
}

/** A split that was made, as far as its files do not say it. */
export interface MadeSplit {
  readonly kind: 'made';
  /** By row an index into `ROLES`, or `NO_ROLE`. */
  readonly role: Uint8Array;
  /** 1 by row that is marked seen; null when neither a time nor an earlier split makes that possible. */
  readonly seen: Uint8Array | null;
  /** By row, `NO_FOLD` for rows in none; null without folds. */
  readonly fold: Uint8Array | null;
  /** In bytewise order of code. */
  readonly strata: readonly Stratum[];
  /** Rows that became test rows by their time. */
  readonly laterRowCount: number;
  /** Groups whose rows have more than one code, and the rows in them. */
  readonly conflicts: { readonly groupCount: number; readonly rowCount: number };
  /** In the order of `leakKeys`. */
  readonly leakedRowCounts: readonly number[];
  readonly earlier: ContinuedSplit | null;
}

/** How a split goes on from an earlier one. */
export interface ContinuedSplit {
  readonly keptRowCount: number;
  /** Rows of the earlier split that are gone, and those with another code. */
  readonly removedRowCount: number;
  readonly relabelledRowCount: number;
  /** Groups whose rows have more than one role, later rows not counted: their texts changed after they were placed. */
  readonly straddlingGroupCount: number;
}

/** A split, or why there is none: no row, or every row, is late enough to be a test row. Nothing is written then. */
export type SplitOutcome = MadeSplit | { readonly kind: 'one-sided'; readonly laterRowCount: number };

/** Splits prepared rows, in one call. */
export interface SplitEngine {
  /**
   * Splits the rows of Parquet files with the columns id, code, group, textKey, otherKey and time, at least; keys are SHA-256 in hex,
   * of which an engine may compare the first 128 bits. Memory: 3 bytes a row for the result, and what the engine takes.
   */
  makeSplit(rowFiles: readonly string[], plan: SplitPlan, files: SplitFiles): Promise<SplitOutcome>;
}

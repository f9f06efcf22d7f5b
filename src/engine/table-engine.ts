import type { SplitReader } from './split-reader.js';
import type { TableFiles } from './table-files.js';

/** The groups of a code. */
export interface Stratum {
  readonly code: string;
  readonly groupCount: number;
  /** How many of them keep an earlier role, in the order of `ROLES`. */
  readonly kept: readonly [number, number, number, number];
}

/** Some groups and the rows in them. */
export interface GroupCount {
  readonly groupCount: number;
  readonly rowCount: number;
}

/** The groups of a stratum that each role gets, beside those that keep theirs, in the order of `ROLES`. */
export interface StratumQuota {
  readonly code: string;
  readonly counts: readonly [number, number, number, number];
}

/** Everything that is asked about tables. Results have a total order over bytewise keys. */
export interface TableEngine extends TableFiles, SplitReader {
  /** Opens the prepared rows of shards, in their order, for the operations of prepare and split. */
  openRows(rowFiles: readonly string[]): Promise<RowTables>;
}

/** What the split needs of each row, by row number; -1 in all three for rows left out. */
export interface RowIndexes {
  /** Index into `codes()`. */
  readonly code: Int32Array;
  /** The lowest row of the same group, left-out rows counted: equal for two rows if and only if their groups are. */
  readonly groupRow: Int32Array;
  /** The same for the canonical text. */
  readonly textRow: Int32Array;
}

/** Rows whose id occurs more than once, ascending. */
export interface RepeatedIds {
  /** The second and later rows of an id whose rows are all equal. */
  readonly repeated: Uint32Array;
  /** Every row of an id whose rows differ: no telling which one is meant. */
  readonly ambiguous: Uint32Array;
}

/** Prepared rows as a relation. Row numbers run over all shards in order. */
export interface RowTables {
  readonly rowCount: number;
  repeatedIds(): Promise<RepeatedIds>;
  /** Leaves rows out of everything that follows. */
  exclude(rows: Uint32Array): Promise<void>;
  /** Id and position inside the partition of some rows, in the order of `rows`. For few rows. */
  describeRows(rows: Uint32Array): Promise<readonly { readonly id: string; readonly position: number }[]>;
  /** Codes in bytewise order with their rows. */
  codes(): Promise<readonly { readonly code: string; readonly rowCount: number }[]>;
  indexes(): Promise<RowIndexes>;
  /** Weights by row; a null weight is 1; rows left out have 0. */
  weights(column: 'trainingWeight' | 'evaluationWeight'): Promise<Float32Array>;
  /** Rows whose id is in an earlier split file keep their role. Returns their number. */
  keepRoles(earlierSplit: string): Promise<number>;
  /** Rows whose `time` is at `from` or later become test rows, unless they keep a role: numbers as numbers, text bytewise. Returns their number. */
  takeLaterRows(from: string | number): Promise<number>;
  /** Groups a stratum; a group belongs to its most frequent code (ties: the first in bytewise order). Later rows are no part of it. */
  strata(): Promise<readonly Stratum[]>;
  /** From now on all groups are one stratum, whatever their codes; it goes under the first code. */
  mergeStrata(): void;
  /**
   * Ranks the groups of each stratum that keep no role by SHA-256 of `salt` followed by the group key, and gives out the roles of its
   * quota in the order of `ROLES`; a group that keeps roles gets the first of them. Returns the role number by row, 255 for rows left out.
   */
  assignRoles(salt: string, quotas: readonly StratumQuota[]): Promise<Uint8Array>;
  /** The file will have a column `seen`: a test row whose text or group is in another role too. Returns 1 or 0 by row. */
  markSeen(): Promise<Uint8Array>;
  /** The file will have a column `fold`: train and validation groups by stratum and rank, in turn. Returns the fold by row, 255 for none. */
  assignFolds(foldCount: number): Promise<Uint8Array>;
  /** Groups whose rows have more than one code. */
  conflicts(): Promise<GroupCount>;
  /** Groups whose rows have more than one role, later rows not counted: their texts changed after they were placed. */
  straddling(): Promise<GroupCount>;
  /** Test rows whose key is also that of a row in another role. */
  countLeak(key: 'textKey' | 'otherKey'): Promise<number>;
  /** Writes id, code, role, group (seen, fold) of the rows with a role, in bytewise order of id. */
  writeSplit(file: string): Promise<void>;
  /** Writes group, code, rowCount, ids (at most five) of the groups with more than one code, in bytewise order. */
  writeConflicts(file: string): Promise<void>;
  /** Writes id, change (`removed`, `relabelled`), earlierCode, code, earlierRole, role in bytewise order of id; returns their numbers. */
  writeChanges(earlierSplit: string, file: string): Promise<{ readonly removed: number; readonly relabelled: number }>;
  close(): Promise<void>;
}

import type { Digest } from '../core/digest.js';

/** Roles in the order of their numbers. */
export const ROLES = ['train', 'validation', 'calibration', 'test'] as const;
export type Role = (typeof ROLES)[number];

/** Role numbers: indexes into `ROLES`. */
export const TRAIN = 0;
export const VALIDATION = 1;
export const CALIBRATION = 2;
export const TEST = 3;
/** The role number of a row that takes no part. */
export const NO_ROLE = 255;

/** Row → role. */
export interface Split {
  readonly kind: 'split';
  /** One entry a prepared row: index into `ROLES`, or `NO_ROLE`. In shared memory. */
  readonly role: Uint8Array;
  /** Parquet file with id, code, role, group, in bytewise order of id. */
  readonly file: string;
  /** Design §6: over one line of canonical JSON a row. */
  readonly splitDigest: Digest;
  /** Rows a role, in the order of `ROLES`. */
  readonly rowCounts: readonly number[];
  readonly groupCounts: readonly number[];
  /** Groups whose rows disagree on the code. */
  readonly conflictGroupCount: number;
  readonly conflictRowCount: number;
  readonly leak: LeakReport;
  /** Always there from the split stage. */
  readonly details?: SplitDetails;
}

/** `SplitDetails.fold` of a row that is in no fold. */
export const NO_FOLD = 255;

/** What else there is to know of a split. Paths are absolute. */
export interface SplitDetails {
  /** Parquet file with group, code, rowCount, ids of every group whose rows disagree on the code. */
  readonly conflictsFile: string;
  /** Test rows whose canonical text, or whose value of another column, is also in another role. */
  readonly otherLeaks: readonly { readonly by: string; readonly leakedTestRowCount: number }[];
  /** 1 for a test row whose text or group is in another role too; null unless a time or an earlier split made that possible. */
  readonly seen: Uint8Array | null;
  readonly seenTestRowCount: number;
  /** Fold of each train and validation row, `NO_FOLD` for others; null without `split.folds`. */
  readonly fold: Uint8Array | null;
  /** Rows that `split.test` made test rows. */
  readonly laterRowCount: number;
  /** From when to when the rows of each role are; null without `split.test`. */
  readonly times: RoleTimes | null;
  readonly earlier: EarlierSplit | null;
}

/** First and last time of a role's rows as the data spells it, in the order of `ROLES`; null for a role without rows. */
export type RoleTimes = readonly ({ readonly from: string; readonly to: string } | null)[];

/** How a split continues an earlier one (`split.from`). */
export interface EarlierSplit {
  readonly from: string;
  readonly splitDigest: Digest;
  /** Rows that keep their role, and the others. */
  readonly keptRowCount: number;
  readonly newRowCount: number;
  /** Ids of the earlier split that are gone, and those with another code. */
  readonly removedRowCount: number;
  readonly relabelledRowCount: number;
  /** Parquet file with id, change, earlierCode, code, earlierRole, role of those. */
  readonly changesFile: string;
  /** Groups whose rows keep different roles since their texts became the same; their test rows are marked seen. */
  readonly straddlingGroupCount: number;
  /** Groups a role by the quotas of a new split, and as they are. */
  readonly drift: readonly { readonly role: Role; readonly quotaGroupCount: number; readonly groupCount: number }[];
}

/** Recounted from the written split file by code that shares nothing with the splitter. */
export interface LeakReport {
  readonly testRowCount: number;
  /** Test rows, not marked seen, whose group also has a row in another role. 0 unless something is broken. */
  readonly leakedTestRowCount: number;
}

/** The row indexes that have one of the roles, ascending. */
export function rowsWithRole(role: Uint8Array, ...wanted: readonly number[]): Uint32Array {
  let count = 0;
  for (const value of role) if (wanted.includes(value)) count++;
  const rows = new Uint32Array(count);
  let next = 0;
  for (let row = 0; row < role.length; row++) if (wanted.includes(role[row] as number)) rows[next++] = row;
  return rows;
}

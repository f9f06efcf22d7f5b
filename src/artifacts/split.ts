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
}

/** Recounted from the written split file by code that shares nothing with the splitter. */
export interface LeakReport {
  readonly testRowCount: number;
  /** Test rows whose group also has a row in another role. 0 unless something is broken. */
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

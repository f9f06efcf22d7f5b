import { dirname, join } from 'node:path';
import { sharedUint8 } from '../../core/shared-arrays.js';
import type { Split, SplitDetails } from '../split.js';
import { readArrayFile, writeArrayFile } from './array-file.js';

/** The tables of a split, in the store and in the folder of a run. Rows without a role are in none of them. */
export interface SplitFiles {
  /**
   * id, code, role, group in bytewise order of id; `seen` too when there is an earlier split or a time (a test row whose text or group
   * is in another role), and `fold` when there are folds (null for calibration and test rows).
   */
  readonly split: string;
  /** group, code, rowCount, ids (at most five) of groups with more than one code, in bytewise order. */
  readonly conflicts: string;
  /**
   * With an earlier split: id, change (`removed`, `relabelled`), earlierCode, code, earlierRole, role of its rows that are gone or have
   * another code, in bytewise order of id.
   */
  readonly changes: string;
}

/** What a split says of each prepared row, by row. */
export type SplitArrays = Pick<Split, 'role'> & Pick<SplitDetails, 'seen' | 'fold'>;

/** Where the tables of a split lie in a folder. */
export function splitFiles(folder: string): SplitFiles {
  return { split: join(folder, 'split.parquet'), conflicts: join(folder, 'conflicts.parquet'), changes: join(folder, 'changes.parquet') };
}

/** The split that a bundle was made with: it lies beside the bundle's folder. */
export function splitFileBeside(bundleFolder: string): string {
  return splitFiles(dirname(bundleFolder)).split;
}

/** Writes the arrays that are there, each synced. */
export function writeSplitArrays(folder: string, { role, seen, fold }: SplitArrays): void {
  writeArrayFile(arrayFile(folder, 'role'), role);
  if (seen !== null) writeArrayFile(arrayFile(folder, 'seen'), seen);
  if (fold !== null) writeArrayFile(arrayFile(folder, 'fold'), fold);
}

/** Loads the arrays into shared memory. `artifact.corrupt` when one has another length than the rows. */
export function loadSplitArrays(
  folder: string,
  { rowCount, hasSeen, hasFold }: { readonly rowCount: number; readonly hasSeen: boolean; readonly hasFold: boolean },
): SplitArrays {
  const load = (name: keyof SplitArrays) => readArrayFile(arrayFile(folder, name), sharedUint8(rowCount));
  return { role: load('role'), seen: hasSeen ? load('seen') : null, fold: hasFold ? load('fold') : null };
}

function arrayFile(folder: string, name: keyof SplitArrays): string {
  return join(folder, `${name}.u8`);
}

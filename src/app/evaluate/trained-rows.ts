import { existsSync } from 'node:fs';
import { splitFileBeside } from '../../artifacts/files/split-files.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Digest } from '../../core/digest.js';
import { type Readers, unseenRows } from '../../stages/compare/unseen-rows.js';

/** Which of some rows a model was made with: by train, validation or calibration rows of the same id or the same group. */
export type TrainedRows =
  | { readonly state: 'checked'; readonly splitFile: string; readonly unseen: Uint32Array; readonly trainedCount: number }
  /** There is no split to check against, so nobody can tell. */
  | { readonly state: 'unchecked'; readonly splitFile: string; readonly reason: string };

/** Compares rows (ascending) with the split that the bundle names by digest: `splitFile`, by default the one beside the bundle. */
export async function findTrainedRows(
  rows: Uint32Array,
  prepared: Prepared,
  bundle: { readonly folder: string; readonly splitDigest: Digest },
  splitFile: string | undefined,
  readers: Readers,
): Promise<TrainedRows> {
  const file = splitFile ?? splitFileBeside(bundle.folder);
  if (!existsSync(file)) return { state: 'unchecked', splitFile: file, reason: 'there is no split file beside the bundle' };
  const unseen = await unseenRows({ test: rows, prepared, splitFile: file, splitDigest: bundle.splitDigest }, readers);
  if (unseen === undefined) return { state: 'unchecked', splitFile: file, reason: 'the split file is not the one that the bundle names' };
  return { state: 'checked', splitFile: file, unseen, trainedCount: rows.length - unseen.length };
}

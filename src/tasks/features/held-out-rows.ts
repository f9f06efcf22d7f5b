import type { FeatureSpec, NgramTable } from '../../artifacts/features.js';
import type { SparseRows } from '../../artifacts/files/matrix-file.js';
import type { BoundCounts } from './bind-counts.js';
import { buildRows } from './build-rows.js';
import type { FindKeys } from './find-keys.js';
import { withRowKernel } from './row-kernel-of-thread.js';

/** Which fold each row of a shard is held out with, and which features nobody would know without that fold. */
export interface HeldOutFolds {
  /** One entry a row; a row whose fold is not below `foldCount` is left empty. */
  readonly fold: Uint8Array;
  readonly foldCount: number;
  /** 1 for a feature that falls under the minimum document frequency without the fold; `featureCount` entries a fold. */
  readonly rare: Uint8Array;
}

/**
 * The vectors of held-out rows as if their texts were new: an n-gram that is in the table only because texts of the row's own fold have
 * it leaves the vector before it is normed. All other rows are empty. Cost: linear in the counts, plus the table once a fold.
 */
export function buildHeldOutRows(
  counts: BoundCounts,
  spec: FeatureSpec,
  table: NgramTable,
  findKeys: FindKeys,
  { fold, foldCount, rare }: HeldOutFolds,
): SparseRows {
  const known = findKeys(counts);
  const { featureCount, keyFeature } = table;
  const lengths = new Uint32Array(counts.rowCount);
  const parts = Array.from({ length: foldCount }, (_, own) => {
    const rows = [...fold.keys()].filter((row) => fold[row] === own);
    const isRare = rare.subarray(own * featureCount, (own + 1) * featureCount);
    const left = known.map((key) => (key >= 0 && isRare[keyFeature[key]!] === 1 ? -1 : key));
    const built = withRowKernel((kernel) => copyOf(buildRows(pickRows(counts, rows), spec, table, () => left, kernel)));
    rows.forEach((row, i) => {
      lengths[row] = built.offsets[i + 1]! - built.offsets[i]!;
    });
    return { rows, built };
  });
  return placeRows(lengths, parts);
}

function copyOf({ offsets, ids, values }: SparseRows): SparseRows {
  return { offsets: offsets.slice(), ids: ids.slice(), values: values.slice() };
}

/** Some rows of a shard, with all its n-grams. */
function pickRows(counts: BoundCounts, rows: readonly number[]): BoundCounts {
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, i) => {
    offsets[i + 1] = offsets[i]! + counts.offsets[row + 1]! - counts.offsets[row]!;
  });
  const entryKey = new Uint32Array(offsets.at(-1)!);
  const entryTimes = new Uint32Array(entryKey.length);
  rows.forEach((row, i) => {
    const [from, to] = [counts.offsets[row]!, counts.offsets[row + 1]!];
    entryKey.set(counts.entryKey.subarray(from, to), offsets[i]!);
    entryTimes.set(counts.entryTimes.subarray(from, to), offsets[i]!);
  });
  return { ...counts, rowCount: rows.length, offsets, entryKey, entryTimes };
}

function placeRows(lengths: Uint32Array, parts: readonly { readonly rows: readonly number[]; readonly built: SparseRows }[]): SparseRows {
  const offsets = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, row) => {
    offsets[row + 1] = offsets[row]! + length;
  });
  const ids = new Uint32Array(offsets.at(-1)!);
  const values = new Float32Array(ids.length);
  for (const { rows, built } of parts) {
    rows.forEach((row, i) => {
      const [from, to] = [built.offsets[i]!, built.offsets[i + 1]!];
      ids.set(built.ids.subarray(from, to), offsets[row]!);
      values.set(built.values.subarray(from, to), offsets[row]!);
    });
  }
  return { offsets, ids, values };
}

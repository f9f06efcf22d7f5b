import type { FeatureMatrix } from '../artifacts/features.js';
import { loadMatrixFile } from '../artifacts/files/matrix-file.js';
import { sharedUint8 } from '../core/shared-arrays.js';

/** Rows that are held out fold by fold, and what has to be known of all rows to do so. One entry a prepared row. */
export interface FoldedRows {
  /** Fold of a row; one that is held out with none has a number that is not below `foldCount`. */
  readonly fold: Uint8Array;
  readonly foldCount: number;
  readonly role: Uint8Array;
  /** Roles whose texts make an n-gram of the table known: train, and what stands in for the train rows that are away with a fold. */
  readonly knowing: readonly number[];
  /** Dense index of the canonical text. */
  readonly text: Uint32Array;
  readonly textCount: number;
}

const UNSEEN = 255;
const SEVERAL = 254;

/**
 * Which features would be unknown without a fold: those that fewer than `least` texts of the knowing roles have when texts that only the
 * fold has are taken away. `featureCount` entries a fold, 1 for such a feature, in shared memory. Reads the matrix once, shard by shard.
 */
export function rareFeatures(matrix: Pick<FeatureMatrix, 'shards' | 'firstRow' | 'table'>, rows: FoldedRows, least: number): Uint8Array {
  const { featureCount } = matrix.table;
  const own = new Uint32Array(rows.foldCount * featureCount);
  const all = new Uint32Array(featureCount);
  const foldOf = foldsOfTexts(rows);
  matrix.shards.forEach(({ file }, shard) => {
    const first = matrix.firstRow[shard] as number;
    const { offsets, ids } = loadMatrixFile(file);
    for (let row = 0; row < offsets.length - 1; row++) {
      const fold = foldOf(first + row);
      if (fold === null) continue;
      for (let e = offsets[row] as number; e < (offsets[row + 1] as number); e++) {
        (all[ids[e] as number] as number)++;
        if (fold < rows.foldCount) (own[fold * featureCount + (ids[e] as number)] as number)++;
      }
    }
  });
  const rare = sharedUint8(own.length);
  for (let i = 0; i < own.length; i++) {
    if ((all[i % featureCount] as number) - (own[i] as number) < least) rare[i] = 1;
  }
  return rare;
}

/** The fold that alone has a text, or `SEVERAL`, for the first knowing row of that text; null for every other row. */
function foldsOfTexts({ fold, foldCount, role, knowing, text, textCount }: FoldedRows): (row: number) => number | null {
  const only = new Uint8Array(textCount).fill(UNSEEN);
  const first = new Uint8Array(role.length);
  for (let row = 0; row < role.length; row++) {
    if (!knowing.includes(role[row] as number)) continue;
    const own = (fold[row] as number) < foldCount ? (fold[row] as number) : SEVERAL;
    const known = only[text[row] as number] as number;
    if (known === UNSEEN) first[row] = 1;
    only[text[row] as number] = known === UNSEEN || known === own ? own : SEVERAL;
  }
  return (row) => (first[row] === 0 ? null : (only[text[row] as number] as number));
}

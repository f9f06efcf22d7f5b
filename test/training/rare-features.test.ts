import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { NgramTable } from '../../src/artifacts/features.js';
import { writeMatrixFile } from '../../src/artifacts/files/matrix-file.js';
import { TRAIN, VALIDATION } from '../../src/artifacts/split.js';
import { rareFeatures } from '../../src/training/rare-features.js';

const folder = mkdtempSync(join(tmpdir(), 'rare-'));
afterEach(() => rmSync(folder, { recursive: true }));

it('a feature is rare without a fold when too few training texts outside of it have it; a text in two folds stays', () => {
  // Rows 0 and 1 in one shard, 2 to 4 in another; rows 1 and 3 have one text, row 4 is no training row.
  const rows = [[0, 1], [0, 2], [1, 3], [0, 2], [3]];
  const shards = [rows.slice(0, 2), rows.slice(2)].map((own, shard) => {
    const file = join(folder, `${shard}.matrix`);
    const offsets = Uint32Array.from([0, ...own.map((_, i) => own.slice(0, i + 1).flat().length)]);
    writeMatrixFile(file, { offsets, ids: Uint32Array.from(own.flat()), values: new Float32Array(own.flat().length).fill(1) }, 4);
    return { file, countsFile: '', rowCount: own.length, entryCount: own.flat().length };
  });
  const table = { featureCount: 4 } as unknown as NgramTable;
  const folded = {
    fold: Uint8Array.of(0, 0, 1, 255, 0),
    foldCount: 2,
    role: Uint8Array.of(TRAIN, TRAIN, TRAIN, TRAIN, VALIDATION),
    text: Uint32Array.of(0, 1, 2, 1, 3),
    textCount: 4,
  };
  const rare = (least: number, knowing = [TRAIN]) => [...rareFeatures({ shards, firstRow: [0, 2, 5], table }, { ...folded, knowing }, least)];
  expect(rare(1)).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  expect(rare(2)).toEqual([1, 1, 1, 1, 0, 1, 1, 1]);
  // The text of the validation row is known too, to all but its own fold.
  expect(rare(1, [TRAIN, VALIDATION])).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

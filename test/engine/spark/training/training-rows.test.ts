import { describe, expect, it } from 'vitest';
import { bytesAPart } from '../../../../src/engine/spark/training/training-rows.js';
import type { LabelledRows } from '../../../../src/ml/labelled-rows.js';

/** Rows of so many entries each. */
function rowsOf(rowCount: number, entries: number): LabelledRows {
  return {
    shards: [
      {
        offsets: Uint32Array.from({ length: rowCount + 1 }, (_, row) => row * entries),
        ids: new Uint32Array(0),
        values: new Float32Array(0),
      },
    ],
    firstRow: [0],
    row: Uint32Array.from({ length: rowCount }, (_, row) => row),
    label: new Int32Array(rowCount),
    weight: new Float32Array(rowCount),
  };
}

describe('the files of a task', () => {
  it('hold rows of 64 MiB in Java, however densely they are packed', () => {
    // 100,000 rows of 60 entries: 120 + 60 · 12 = 840 bytes each, 84 MB: 64 MiB are 0.7989 of the files.
    expect(bytesAPart(10_000_000, rowsOf(100_000, 60))).toBe(Math.ceil((10_000_000 * 2 ** 26) / 84_000_000));
    expect(bytesAPart(1_000_000, rowsOf(100_000, 60)) * 10).toBeCloseTo(bytesAPart(10_000_000, rowsOf(100_000, 60)), -2);
  });

  it('hold something where there is nothing', () => {
    expect(bytesAPart(0, rowsOf(0, 0))).toBe(1);
  });
});

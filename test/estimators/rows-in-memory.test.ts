import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeMatrixFile } from '../../src/artifacts/files/matrix-file.js';
import { labelTree, linearSvm } from '../../src/estimators/all.js';
import type { ModelKind } from '../../src/estimators/estimator.js';
import { copiedRowBytes, rowBytes, rowsInMemory } from '../../src/estimators/rows-in-memory.js';
import type { FitSizes } from '../../src/estimators/size.js';
import type { SharedRows, SparseRows } from '../../src/ml/labelled-rows.js';
import { openRows } from '../../src/tasks/rows/stored-rows.js';
import { drawRows, problemOf } from '../ml/linear-problem.js';

const FEATURES = 50;
const DRAWN = drawRows(200, FEATURES, 4, 31);
const { rows } = problemOf(DRAWN);
const SIZES: FitSizes = {
  ...{ rowCount: 200, trainCount: 200, validationCount: 0, heldOutCount: 0, codeCount: 4 },
  ...{ featureCount: FEATURES, entryCount: DRAWN.ids.length },
  numberType: 'f32',
};

describe('rows that a fit visits by chance', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-rows-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function stored(): SharedRows {
    const [shard] = rows.shards as [SparseRows];
    const file = join(folder, 'rows.matrix');
    writeMatrixFile(file, shard, FEATURES);
    return { ...rows, shards: [{ offsets: shard.offsets, file }] };
  }

  it('take the memory that their forecast says, once they are read from disk', () => {
    const copy = rowsInMemory(stored(), openRows);
    const [{ ids, values }] = copy.shards as [SparseRows];
    const bytes = ids.byteLength + values.byteLength + copy.row.byteLength + 4 * rows.row.length;
    expect(copiedRowBytes(SIZES, { rowsInMemory: false })).toBe(bytes);
    expect(rowBytes(stored())).toBe(bytes);
  });

  it('take none where they are in memory already', () => {
    expect(rowsInMemory(rows, openRows)).toBe(rows);
    expect([copiedRowBytes(SIZES, { rowsInMemory: true }), rowBytes(rows)]).toEqual([0, 0]);
  });

  it.each([linearSvm, labelTree] as unknown as ModelKind[])('are part of what a fit of $name takes', (kind) => {
    const grid = { l2: 1e-4, classWeight: 'none', tree: 'clusters', branching: 16, leafCodes: 100, beam: 10, leastWeight: 0 };
    const settings = kind.settings.at({ kind: kind.name, grid: {}, tolerance: 0.1, maxPasses: 10 }, grid, 1);
    const sizeOf = (isInMemory: boolean) => kind.size([settings], SIZES, { workerCount: 2, freeBytes: 2 ** 30, rowsInMemory: isInMemory });
    const copied = copiedRowBytes(SIZES, { rowsInMemory: false });
    expect(sizeOf(false).trialBytes - sizeOf(true).trialBytes).toBeCloseTo(copied, 6);
    expect(sizeOf(false).finalBytes - sizeOf(true).finalBytes).toBeCloseTo(copied, 6);
  });
});

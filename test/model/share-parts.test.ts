import { expect, test } from 'vitest';
import type { PredictorParts } from '../../src/model/predictor.js';
import { shareParts } from '../../src/model/share-parts.js';
import { createFeaturizer } from '../../src/model/vectors/featurizer.js';
import { fitInMemory, row, specOf } from '../features/fit-in-memory.js';

test('shared parts lie in shared memory, without the names, and give the same vectors', () => {
  const spec = specOf({}, { words: [1, 2] });
  const rows = [row('rye bread'), row('white loaf'), row('white rye loaf')];
  const { table } = fitInMemory(rows, spec);
  const shared = shareParts({ table } as unknown as PredictorParts).table;

  for (const field of ['keyLow', 'keyHigh', 'keyFeature', 'memberCount', 'documentFrequency', 'idf'] as const) {
    expect(shared[field].buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...shared[field]]).toEqual([...table[field]]);
  }
  expect(shared.keyNames).toEqual([]);
  const [before, after] = [createFeaturizer(spec, table), createFeaturizer(spec, shared)];
  for (const one of rows) expect(after.vector(one)).toEqual(before.vector(one));
});

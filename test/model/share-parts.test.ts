import { expect, test } from 'vitest';
import type { LinearModel } from '../../src/estimators/linear/linear-model.js';
import type { PredictorParts } from '../../src/model/predictor.js';
import { shareModel, shareParts } from '../../src/model/share-parts.js';
import { Featurizer } from '../../src/model/vectors/featurizer.js';
import { fitInMemory, row, specOf } from '../features/fit-in-memory.js';
import { CODES, randomModel } from './toy-model.js';

test('shared parts lie in shared memory, without the names, and give the same vectors', () => {
  const spec = specOf({}, { words: [1, 2] });
  const rows = [row('rye bread'), row('white loaf'), row('white rye loaf')];
  const { table } = fitInMemory(rows, spec);
  const model = randomModel(table.featureCount, CODES);
  const parts = shareParts({ table, model, spec } as unknown as PredictorParts);
  const shared = parts.table;

  for (const field of ['keyLow', 'keyHigh', 'keyFeature', 'memberCount', 'documentFrequency', 'idf'] as const) {
    expect(shared[field].buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...shared[field]]).toEqual([...table[field]]);
  }
  // Threads look n-grams up in one index.
  expect(shared.slots?.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(shared.keyNames).toEqual([]);
  const [before, after] = [new Featurizer(spec, table), new Featurizer(spec, shared)];
  for (const one of rows) expect(after.vector(one)).toEqual(before.vector(one));
});

test('a shared model has its weights once, where the kernels of all threads read them', () => {
  const model = randomModel(9, CODES);
  const { model: shared } = shareModel({ model } as unknown as PredictorParts) as unknown as { readonly model: LinearModel };
  expect(shared.weights.buffer).toBe(shared.shared?.memories[0]?.buffer);
  expect([...shared.weights]).toEqual([...model.weights]);
});

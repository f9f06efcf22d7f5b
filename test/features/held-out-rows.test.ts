import { expect, it } from 'vitest';
import { blocksOfKinds } from '../../src/model/vectors/feature-blocks.js';
import { Featurizer } from '../../src/model/vectors/featurizer.js';
import { ngramSettings } from '../../src/model/vectors/ngram-settings.js';
import { bindCounts } from '../../src/tasks/features/bind-counts.js';
import { countShard } from '../../src/tasks/features/count-shard.js';
import { openFindKeys } from '../../src/tasks/features/find-keys.js';
import { buildHeldOutRows } from '../../src/tasks/features/held-out-rows.js';
import { columnsOf, fitInMemory, row, specOf } from './fit-in-memory.js';
import { withBytes } from './text-bytes.js';

const TEXTS = ['rye bread', 'rye bread rolls', 'white bread', 'oat milk', 'oat milk milk', 'goat milk', 'bread rolls', 'spelt flour', 'oat flour'];
const FOLD = Uint8Array.of(0, 1, 0, 1, 255, 0, 1, 0, 1);
const ROWS = TEXTS.map((text) => row(text));

it.each([
  ['vocabulary', 1],
  ['vocabulary', 2],
  ['hashed', 2],
] as const)('a held-out row has the vector of a new text to the byte: %s, at least %d texts', (ids, least) => {
  const spec = specOf({}, { ids, minDocumentFrequency: least, maxFeatures: ids === 'hashed' ? 64 : 1000, chars: [3, 4], words: [1, 2] });
  const { table, matrix } = fitInMemory(ROWS, spec);
  const own = [0, 1].map((fold) => {
    const seen = new Uint32Array(table.featureCount);
    ROWS.forEach((_, i) => {
      if (FOLD[i] !== fold) return;
      const { offsets, ids: features } = matrix[0]!;
      for (const feature of features.subarray(offsets[i], offsets[i + 1])) seen[feature]!++;
    });
    return Uint8Array.from(table.documentFrequency, (frequency, feature) => (frequency - seen[feature]! < least ? 1 : 0));
  });
  // What is left is what a table has that never saw the fold.
  for (const fold of [0, 1]) {
    const unseen = fitInMemory(ROWS, spec, { counted: FOLD.map((each) => (each === fold ? 0 : 1)) }).table;
    const names = (keys: readonly number[], of: typeof table) => keys.map((key) => `${of.keyHigh[key]} ${of.keyLow[key]}`).sort();
    const left = [...Array(table.keyCount).keys()].filter((key) => own[fold]![table.keyFeature[key]!] === 0);
    expect(names(left, table)).toEqual(names([...Array(unseen.keyCount).keys()], unseen));
  }
  const counts = bindCounts(countShard(withBytes(columnsOf(ROWS, spec)), ngramSettings(spec)), [], blocksOfKinds(spec));
  const rare = Uint8Array.from(own.flatMap((fold) => [...fold]));
  const built = buildHeldOutRows(counts, spec, table, openFindKeys(table, spec.features), { fold: FOLD, foldCount: 2, rare });

  for (const [i, text] of TEXTS.entries()) {
    const vector = {
      ids: built.ids.subarray(built.offsets[i], built.offsets[i + 1]),
      values: built.values.subarray(built.offsets[i], built.offsets[i + 1]),
    };
    if (FOLD[i] === 255) {
      expect(vector.ids).toHaveLength(0);
      continue;
    }
    // A predictor whose table never had what only the fold knows.
    const kept = [...Array(table.keyCount).keys()].filter((key) => own[FOLD[i]!]![table.keyFeature[key]!] === 0);
    const without = {
      ...table,
      keyCount: kept.length,
      keyLow: Uint32Array.from(kept, (key) => table.keyLow[key]!),
      keyHigh: Uint32Array.from(kept, (key) => table.keyHigh[key]!),
      keyFeature: Uint32Array.from(kept, (key) => table.keyFeature[key]!),
    };
    const wanted = new Featurizer(spec, without).vector(row(text));
    expect(Buffer.from(vector.ids.slice().buffer)).toEqual(Buffer.from(wanted.ids.buffer));
    expect(Buffer.from(vector.values.slice().buffer)).toEqual(Buffer.from(wanted.values.buffer));
  }
});

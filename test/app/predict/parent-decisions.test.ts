import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { predictFiles } from '../../../src/app/predict/predict-files.js';
import { loadBundle } from '../../../src/model/bundle/open-bundle.js';
import { Predictor } from '../../../src/model/predictor.js';
import { openWorkbench, type Workbench } from '../../contract/stage-context.js';
import { contentWithParents, TEXTS, writeToyBundle } from '../../model/toy-model.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

test('rows that stop at a parent say which, are counted, and are not in the queue', async () => {
  const parts = await loadBundle((await writeToyBundle(bench.folder, contentWithParents(0.5))).target);
  const texts = [...TEXTS, 'zzz'];
  const said = new Predictor(parts).predict(texts).map((each) => (each.code === null ? { parents: [] } : { parents: [], ...each }));
  // Between the surest parent of a code that scores lower, and that code.
  const below = Math.max(...said.map(({ parents }) => parents[0]?.score ?? 0)) - 1e-9;
  await bench.write('in.parquet', [
    { name: 'id', type: 'text', values: texts.map((_, i) => `r${i}`) },
    { name: 'text', type: 'text', values: texts },
  ]);
  const context = bench.context({ name: 'x', data: { partitions: '' } });

  const counts = await predictFiles(
    {
      parts,
      files: ['in.parquet'],
      projectFolder: bench.folder,
      outFolder: join(bench.folder, 'out'),
      idColumn: 'id',
      k: 1,
      keep: [],
      reviewBelow: below,
      allowMissing: false,
      maxUnseenShare: 1,
      replace: false,
      queue: { file: join(bench.folder, 'queue.parquet'), labelColumn: 'label', k: 1 },
    },
    { ...context, memoryBytes: 2 ** 30 },
  );

  const names = ['decision', 'reason', 'parentCode', 'parentTitle'].map((name) => ({ name, as: 'text' as const }));
  const columns: (readonly unknown[])[] = [];
  for await (const chunk of context.tables.scan(counts.outputs[0]!, names, 0, 100)) columns.push(...chunk.columns.map((cells) => [...cells]));
  const [decision, reason, parentCode, parentTitle] = columns;
  const stopped = decision!.flatMap((one, row) => (one === 'parent' ? [row] : []));
  expect(stopped.length).toBeGreaterThan(0);
  expect(counts).toMatchObject({ parentCount: stopped.length, reviewCount: decision!.filter((one) => one === 'review').length });
  for (const row of stopped) {
    const [parent] = said[row]!.parents;
    expect([reason![row], parentCode![row], parentTitle![row]]).toEqual(['low-score', parent!.code, parent!.title]);
  }
  for (const row of decision!.keys()) if (!stopped.includes(row)) expect(parentCode![row]).toBeNull();
  expect((await context.tables.describe(counts.queue!)).rowCount).toBe(counts.reviewCount);
});

import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { predictFiles } from '../../../src/app/predict/predict-files.js';
import { loadBundle } from '../../../src/model/bundle/open-bundle.js';
import { openWorkbench, type Workbench } from '../../contract/stage-context.js';
import { row, specOf } from '../../features/fit-in-memory.js';
import { FACTS, TEXTS, toyContent, writeToyBundle } from '../../model/toy-model.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

test('infinite numbers in a covariate count as missing, and are told of as a run tells of them', async () => {
  const spec = specOf({ numericColumns: [{ column: 'age', edges: [30] }] });
  const rows = TEXTS.map((text, i) => ({ ...row(text), numeric: [i * 10] }));
  const { target } = await writeToyBundle(bench.folder, toyContent(spec, rows), FACTS, 2);
  await bench.write('in.parquet', [
    { name: 'id', type: 'text', values: ['a', 'b', 'c'] },
    { name: 'text', type: 'text', values: TEXTS.slice(0, 3) },
    { name: 'age', type: 'float64', values: [Number.POSITIVE_INFINITY, 4, Number.NEGATIVE_INFINITY] },
  ]);
  const context = bench.context({ name: 'x', data: { partitions: '' } });
  bench.events.length = 0;

  const counts = await predictFiles(
    {
      parts: await loadBundle(target),
      files: ['in.parquet'],
      projectFolder: bench.folder,
      outFolder: join(bench.folder, 'out'),
      idColumn: 'id',
      k: 1,
      allowMissing: false,
      maxUnseenShare: 1,
      replace: false,
      keep: [],
    },
    { ...context, memoryBytes: 2 ** 30 },
  );

  expect(counts.codedCount).toBe(3);
  expect(bench.events).toContainEqual({ type: 'warning', stage: 'predict', message: '2 infinite numbers in covariates count as missing' });
});

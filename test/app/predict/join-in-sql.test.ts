import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { predictFiles } from '../../../src/app/predict/predict-files.js';
import { loadBundle } from '../../../src/model/bundle/open-bundle.js';
import { Predictor } from '../../../src/model/predictor.js';
import { openWorkbench, type Workbench } from '../../contract/stage-context.js';
import { TEXTS, writeToyBundle } from '../../model/toy-model.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

test('the query of the page on coding gives every row once, with its prediction, by ids that no double holds too', async () => {
  const page = readFileSync(new URL('../../../docs/coding.md', import.meta.url), 'utf8');
  const [, query] = /```sql\n([\s\S]*?)```/.exec(page) as RegExpExecArray;
  const parts = await loadBundle((await writeToyBundle(bench.folder)).target);
  const id = { name: 'id', type: 'int64', values: TEXTS.map((_, row) => 9007199254740993n + BigInt(row)) } as const;
  await bench.write('new/a.parquet', [id, { name: 'text', type: 'text', values: TEXTS }]);
  const context = { ...bench.context({ name: 'x', data: { partitions: '' } }), memoryBytes: 2 ** 30 };
  const rules = { idColumn: 'id', k: 1, keep: [], allowMissing: false, maxUnseenShare: 1, replace: false };
  await predictFiles({ ...rules, parts, files: ['new/a.parquet'], projectFolder: bench.folder, outFolder: join(bench.folder, 'coded') }, context);

  const duckDb = await DuckDBInstance.create();
  const connection = await duckDb.connect();
  await connection.run(`SET file_search_path = '${bench.folder}'`);
  const rows = (await connection.runAndReadAll(`${query} ORDER BY input.id`)).getRowObjects();
  connection.closeSync();
  duckDb.closeSync();

  const said = new Predictor(parts).predict(TEXTS);
  expect(rows.map(({ text, code, score }) => [text, code, score])).toEqual(TEXTS.map((text, row) => [text, said[row]?.code, said[row]?.score]));
});

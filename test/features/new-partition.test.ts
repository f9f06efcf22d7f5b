import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { featuresStage } from '../../src/stages/features/index.js';
import { prepareStage } from '../../src/stages/prepare/index.js';
import { sourceStage } from '../../src/stages/source/index.js';
import { splitStage } from '../../src/stages/split/index.js';
import { openWorkbench, textColumns, type Workbench } from '../contract/stage-context.js';

const WORDS = ['rye', 'bread', 'milk', 'oat', 'cheese', 'tea', 'ham', 'salt', 'oil'];

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench({ workerCount: 2 });
});
afterAll(() => bench.close());

function writePartition(index: number): Promise<string> {
  const rows = Array.from({ length: 12 }, (_, i) => 12 * index + i);
  const word = (row: number) => WORDS[row % WORDS.length] as string;
  const text = rows.map((row) => `${word(row)} ${word(row * 7)} ${row >> 2}`);
  const columns = { id: rows.map((row) => `r${row}`), text, label: rows.map((row) => `c${row % 3}`) };
  // The later ones sort before the others: their rows move the numbers of all rows behind them.
  return bench.write(`data/${String(99 - index).padStart(2, '0')}.parquet`, textColumns(columns));
}

async function runToFeatures() {
  const context = bench.context({ name: 'nightly', data: { partitions: join(bench.folder, 'data/*.parquet') } });
  const source = await sourceStage.run({}, context);
  const prepared = await prepareStage.run({ source }, context);
  const split = await splitStage.run({ source, prepared }, context);
  await featuresStage.run({ source, prepared, split }, context);
  return prepared;
}

/** Keys of the stored artifacts of a kind. */
function keysOf(kind: string): Set<string> {
  const names = readdirSync(join(bench.folder, 'workspace/store', kind), { recursive: true }).map(String);
  return new Set(names.flatMap((name) => /[0-9a-f]{64}$/.exec(name) ?? []));
}

it('a 31st partition beside 30 known ones has its own texts prepared and its own n-grams counted, nobody else', async () => {
  for (let index = 0; index < 30; index++) await writePartition(index);
  await runToFeatures();
  const kinds = ['prepared-shard', 'ngram-counts'];
  const before = kinds.map(keysOf);
  expect(before.map(({ size }) => size)).toEqual([30, 30]);

  await writePartition(30);
  const prepared = await runToFeatures();

  expect(prepared.rowCount).toBe(31 * 12);
  const after = kinds.map(keysOf);
  expect(after.map(({ size }) => size)).toEqual([31, 31]);
  expect(before.every((keys, i) => [...keys].every((key) => after[i]?.has(key)))).toBe(true);
});

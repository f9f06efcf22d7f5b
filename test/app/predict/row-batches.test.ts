import { expect, test } from 'vitest';
import { batchBytes, batchTasks, cutTasks, oneAhead, type RowTask } from '../../../src/app/predict/row-batches.js';
import type { RowChunk } from '../../../src/engine/table-files.js';

const MODEL = [
  { name: 'id', as: 'text' },
  { name: 'text', as: 'text' },
] as const;
const COLUMNS = { model: MODEL, kept: [], all: MODEL };

/** Rows of texts of these lengths, in chunks of so many rows. */
async function* chunksOf(lengths: readonly number[], chunkRows: number): AsyncGenerator<RowChunk> {
  for (let first = 0; first < lengths.length; first += chunkRows) {
    const own = lengths.slice(first, first + chunkRows);
    yield { rowCount: own.length, columns: [own.map((_, row) => `r${first + row}`), own.map((length) => 'x'.repeat(length))] };
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const rowCounts = (tasks: readonly RowTask[]): number[] => tasks.map(({ rows }) => rows.length);
const cut = (lengths: readonly number[], chunkRows = 2048) => all(cutTasks(chunksOf(lengths, chunkRows), COLUMNS, 1));

test('short rows fill tasks of 2,048, long ones tasks of half a million characters, wherever the chunks end', async () => {
  const short = new Array<number>(5000).fill(30);
  expect(rowCounts(await cut(short))).toEqual([2048, 2048, 904]);
  expect(rowCounts(await cut(short, 333))).toEqual([2048, 2048, 904]);
  const long = new Array<number>(100).fill(12_000);
  expect(rowCounts(await cut(long))).toEqual([44, 44, 12]);
  expect((await cut(long, 7)).flatMap(({ ids }) => ids)).toEqual(long.map((_, row) => `r${row}`));
});

test('rows are objects by column name, with null where a cell is null', async () => {
  const chunks = (async function* () {
    yield {
      rowCount: 2,
      columns: [
        ['a', null],
        ['x', null],
      ],
    };
  })();
  expect(await all(cutTasks(chunks, COLUMNS, 1))).toMatchObject([{ ids: ['a', null], rows: [{ text: 'x' }, { text: null }] }]);
});

test('a batch ends with the task that reaches its bytes: ten times the rows make more batches, not larger ones', async () => {
  const batchesOf = (rowCount: number, length: number) =>
    all(batchTasks(cutTasks(chunksOf(new Array<number>(rowCount).fill(length), 2048), COLUMNS, 1), batchBytes(6e8)));
  const largest = async (rowCount: number, length: number) =>
    Math.max(...(await batchesOf(rowCount, length)).map((batch) => batch.reduce((sum, { byteCount }) => sum + byteCount, 0)));
  for (const [rowCount, length] of [
    [40_000, 30],
    [600, 12_000],
  ] as const) {
    expect(await largest(10 * rowCount, length)).toBeLessThanOrEqual(1.2 * (await largest(rowCount, length)));
    expect(await largest(10 * rowCount, length)).toBeLessThan(1.2 * batchBytes(6e8));
  }
});

test('the next item is asked for while one is worked on, and a failure reaches the reader', async () => {
  const asked: number[] = [];
  const items = (async function* () {
    for (let i = 0; i < 3; i++) {
      asked.push(i);
      yield i;
    }
    throw new RangeError('the end');
  })();
  const seen: [number, number][] = [];
  const read = (async () => {
    for await (const item of oneAhead(items)) seen.push([item, asked.length]);
  })();
  await expect(read).rejects.toThrow('the end');
  expect(seen).toEqual([
    [0, 2],
    [1, 3],
    [2, 3],
  ]);
});

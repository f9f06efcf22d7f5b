import { expect, test } from 'vitest';
import { mapInOrder } from '../../src/core/map-in-order.js';

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

test('results come in the order of the items, whichever is there first, and no more than so many at a time', async () => {
  let [running, most] = [0, 0];
  const release: (() => void)[] = [];
  const results = mapInOrder(from([0, 1, 2, 3]), 2, async (item) => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => {
      release[item] = resolve;
      // The second of each pair is there first.
      if (item % 2 === 1) {
        resolve();
        setImmediate(() => release[item - 1]?.());
      }
    });
    running--;
    return item;
  });
  const given: number[] = [];
  for await (const item of results) given.push(item);
  expect(given).toEqual([0, 1, 2, 3]);
  expect(most).toBe(2);
});

test('a result is given before the next item has come', async () => {
  let send: (item: string) => void = () => {};
  const items = (async function* () {
    yield 'first';
    yield await new Promise<string>((resolve) => {
      send = resolve;
    });
  })();
  const results = mapInOrder(items, 4, async (item) => item.toUpperCase());
  expect(await results.next()).toMatchObject({ value: 'FIRST' });
  send('second');
  expect(await results.next()).toMatchObject({ value: 'SECOND' });
});

test('what came before a failure is given before it is thrown', async () => {
  const items = (async function* () {
    yield 1;
    throw new RangeError('the end');
  })();
  const results = mapInOrder(items, 4, async (item) => item);
  expect(await results.next()).toMatchObject({ value: 1 });
  await expect(results.next()).rejects.toThrow('the end');
});

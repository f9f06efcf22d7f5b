import { expect, test } from 'vitest';
import { NO_PAIR, PairTable } from '../../src/text/pair-table.js';

test('a pair has the number that it was given, in that order of the two, however many there are', () => {
  const pairs = new PairTable();
  const numberOf = (pair: number) => (pair % 3 === 0 ? -1 : pair);
  for (let pair = 0; pair < 5000; pair++) {
    expect(pairs.find(pair, pair >> 1)).toBe(NO_PAIR);
    pairs.put(pair, pair >> 1, numberOf(pair));
  }
  for (let pair = 2; pair < 5000; pair++) {
    expect(pairs.find(pair, pair >> 1)).toBe(numberOf(pair));
    expect(pairs.find(pair >> 1, pair)).toBe(NO_PAIR);
  }
});

test('too many pairs are forgotten, and the next ones kept', () => {
  const pairs = new PairTable();
  for (let pair = 0; pair <= 1 << 17; pair++) pairs.put(pair, 7, pair);
  expect(pairs.find(0, 7)).toBe(NO_PAIR);
  expect(pairs.find(1 << 17, 7)).toBe(1 << 17);
});

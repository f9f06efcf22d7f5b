import { expect, test } from 'vitest';
import { parseCount, parseSize } from '../../src/core/size.js';

test.each([
  ['3G', 3 * 2 ** 30],
  ['3GiB', 3 * 2 ** 30],
  ['3GB', 3e9],
  ['1.5 T', 1.5 * 2 ** 40],
  ['512M', 2 ** 29],
  ['64K', 2 ** 16],
  ['100', 100],
  ['100B', 100],
  ['3g', undefined],
  ['3X', undefined],
  ['much', undefined],
])('the size %s is %s bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each([
  ['1M', 1_000_000],
  ['1.1M', 1_100_000],
  ['250k', 250_000],
  ['2_000', 2000],
  ['0', 0],
  ['1.5', undefined],
  ['-1', undefined],
  ['1Mi', undefined],
  ['9999999999G', undefined],
])('the count %s is %s', (text, count) => {
  expect(parseCount(text)).toBe(count);
});

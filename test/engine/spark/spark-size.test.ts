import { expect, it } from 'vitest';
import { parseSparkSize } from '../../../src/engine/spark/spark-size.js';

// From "Spark Properties" of Spark's documentation: 1b, 1k or 1kb, 1m or 1mb, 1g or 1gb; numbers without units are generally bytes.
it.each([
  ['1b', 1],
  ['1k', 1024],
  ['1kb', 1024],
  ['3m', 3 * 1024 * 1024],
  ['2GB', 2 * 1024 * 1024 * 1024],
  ['1073741824', 1_073_741_824],
  ['1073741824b', 1_073_741_824],
])('a size of Spark of %s is %i bytes', (text, bytes) => {
  expect(parseSparkSize(text)).toBe(bytes);
});

it('gives no number for what is none', () => {
  for (const text of ['', 'much', '1x', '-1g', '1.5g']) expect(parseSparkSize(text)).toBeNaN();
});

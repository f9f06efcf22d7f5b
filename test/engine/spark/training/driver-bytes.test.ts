import { expect, it } from 'vitest';
import { driverBytes } from '../../../../src/engine/spark/training/driver-bytes.js';

const GIB = 2 ** 30;

// Fits of 400 classes on Spark 4.3, local mode, 100,000 rows, 20 iterations: which heap and how many tasks they ended well with.
it.each([
  [2 ** 14, 1, 6, true],
  [2 ** 16, 1, 7.5, true],
  [2 ** 16, 2, 6, false],
  [2 ** 16, 2, 7.8, false],
])('tells beforehand whether %i features with %i tasks fit into %d GiB', (featureCount, taskCount, heapGib, fitted) => {
  expect(driverBytes({ featureCount, classCount: 400 }, taskCount) <= heapGib * GIB).toBe(fitted);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { divideForCoding, divideMemory, leastMemory, mostWorkers } from '../../src/app/memory-budget.js';
import { Failure } from '../../src/core/failure.js';

const GIB = 2 ** 30;

test('the parts never add up to more than was promised', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.double({ min: 1, max: 64, noNaN: true }), (workers, factor) => {
      const memory = Math.ceil(leastMemory(workers) * factor);
      const { tablesBytes, workerHeapBytes, kernelBytes } = divideMemory(memory, workers);
      expect(tablesBytes + workers * workerHeapBytes + kernelBytes).toBeLessThanOrEqual(memory);
      expect(Math.min(tablesBytes, workerHeapBytes, kernelBytes)).toBeGreaterThan(0);
    }),
  );
});

test('the least memory is enough, and a byte less than that is refused with the figure', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), (workers) => {
      expect(() => divideMemory(leastMemory(workers), workers)).not.toThrow();
      expect(() => divideMemory(leastMemory(workers) - 1, workers)).toThrow(Failure);
    }),
  );
  expect(() => divideMemory(GIB / 4, 2)).toThrow(/256 MiB for 2 workers[\s\S]*at least 528 MiB/);
});

test('1 GiB is enough for two workers', () => {
  expect(divideMemory(GIB, 2).kernelBytes).toBeGreaterThan(300 * 2 ** 20);
});

test('the most workers are those that the memory can hold', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2 ** 29, max: 2 ** 36 }), (memory) => {
      const workers = mostWorkers(memory);
      expect(() => divideMemory(memory, workers)).not.toThrow();
      expect(() => divideMemory(memory, workers + 1)).toThrow(Failure);
    }),
  );
});

test('the parts of coding leave room for the model and the rows of the main thread, and a model that is too large is refused with the figure', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 16 }),
      fc.integer({ min: 0, max: 2 ** 34 }),
      fc.integer({ min: 0, max: 2 ** 34 }),
      (workers, model, spare) => {
        const memory = leastMemory(workers) + 2 ** 26 + model + spare;
        const { tablesBytes, workerHeapBytes } = divideForCoding(memory, workers, model);
        expect(tablesBytes + workers * workerHeapBytes + model).toBeLessThanOrEqual(memory - 200 * 2 ** 20);
      },
    ),
  );
  expect(() => divideForCoding(2 * GIB, 2, 2 * GIB)).toThrow(/do not fit[\s\S]*2.0 GiB for 2 workers, and 2.0 GiB for the model/);
});

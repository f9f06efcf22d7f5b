/** A model of Spark by its numbers. */
export interface ModelSizes {
  readonly featureCount: number;
  readonly classCount: number;
}

/**
 * Vectors of a coefficient a class and feature, in f64, that a driver holds: L-BFGS keeps ten steps and ten gradients, and works with some
 * ten more; a task that adds up gradients holds five. Derived from Breeze and from fits that ended a server: of 400 classes × 2^16
 * features one with a heap of 7.5 GiB and one task ended well, those with 6 and 7.8 GiB and two tasks did not.
 */
const DRIVER_VECTORS = 30;
const TASK_VECTORS = 5;
/** What a driver takes beside the vectors: 445 MB were the peak of its heap, garbage and all, for a model of 20 classes × 512 features. */
const IDLE_BYTES = 512 * 2 ** 20;

/** Java heap that the driver needs for a fit, in bytes; `taskCount` is how many tasks run inside of it. */
export function driverBytes({ featureCount, classCount }: ModelSizes, taskCount: number): number {
  const vectorBytes = 8 * classCount * (featureCount + 1);
  return IDLE_BYTES + (DRIVER_VECTORS + TASK_VECTORS * taskCount) * vectorBytes;
}

/** The same for an executor with so many cores. */
export function executorBytes(sizes: ModelSizes, coreCount: number): number {
  return driverBytes(sizes, coreCount) - driverBytes(sizes, 0) + IDLE_BYTES;
}

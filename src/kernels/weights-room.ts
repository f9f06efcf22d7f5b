import { createMemory, MAX_MEMORY_BYTES } from './linear-kernel.js';
import { strideOf } from './linear-layout.js';
import { viewWeights } from './linear-slices.js';
import { type SharedWeights, sharedBytes, sharedLayout } from './shared-weights.js';

/** Weights and intercept that are still to be filled in, where the kernel scores with them. */
export interface WeightsRoom {
  readonly shared: SharedWeights;
  /** featureCount × stride, all zero. */
  readonly weights: Float32Array;
  /** stride entries, all zero. */
  readonly intercept: Float32Array;
}

/** Makes room for a model of these sizes; null when one memory cannot hold it, so that no view reaches over all of its weights. */
export function openWeightsRoom(featureCount: number, classCount: number): WeightsRoom | null {
  const sizes = { featureCount, classCount, sliceBytes: MAX_MEMORY_BYTES };
  const layout = sharedLayout(sizes);
  if (layout.sliced.parts.length !== 1) return null;
  const memory = createMemory(sharedBytes(layout));
  const [weights] = viewWeights(layout.sliced, [memory]) as [Float32Array];
  const intercept = new Float32Array(memory.buffer, layout.sliced.layout.intercept, strideOf(classCount));
  return { shared: { ...sizes, memories: [memory] }, weights, intercept };
}

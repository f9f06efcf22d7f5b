import { RowKernel } from '../../kernels/row-kernel.js';

/** A kernel outlives a shard, since fresh memory costs as much as what is written to it, unless long texts made it larger than 32 MB. */
const MOST_KEPT_BYTES = 1 << 25;
let kept: RowKernel | undefined;

/** Lends the thread's row kernel; what it has made is gone with the next shard. */
export function withRowKernel<T>(use: (kernel: RowKernel) => T): T {
  const kernel = kept ?? new RowKernel();
  // One whose memory could not grow is not used again.
  kept = undefined;
  const made = use(kernel);
  if (kernel.byteCount <= MOST_KEPT_BYTES) kept = kernel;
  return made;
}

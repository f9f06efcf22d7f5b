/** Calls a kernel whose memory may grow: memory that cannot be had is a trap in it (its loops trap nowhere else), and a `RangeError` here. */
export function withMemory<T>(kernel: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw new RangeError(`Array buffer allocation failed: the memory of ${kernel} cannot grow`);
    throw error;
  }
}

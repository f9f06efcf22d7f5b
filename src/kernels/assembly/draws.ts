// Numbers that are drawn, as core/rng.ts draws them.

// @ts-nocheck: AssemblyScript, not TypeScript

// out[i] = (2 u[i] − 1) · bound / parts from `out` to `end`, where u are the numbers in [0, 1) that a generator (xoshiro128**) of
// state a, b, c, d gives one after the other: f64 until it is stored.
export function drawEvenly(a: u32, b: u32, c: u32, d: u32, bound: f64, parts: f64, out: usize, end: usize): void {
  for (; out < end; out += 4) {
    const drawn = rotl<u32>(b * 5, 7) * 9;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotl<u32>(d, 11);
    store<f32>(out, <f32>(((2 * (<f64>drawn / 4294967296) - 1) * bound) / parts));
  }
}

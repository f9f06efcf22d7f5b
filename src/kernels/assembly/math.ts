// exp, log and pow in f64, as AssemblyScript's port of musl computes them: the same bits on every engine and machine.

export function exp(x: f64): f64 {
  return NativeMath.exp(x);
}

export function log(x: f64): f64 {
  return NativeMath.log(x);
}

export function pow(x: f64, y: f64): f64 {
  return NativeMath.pow(x, y);
}

// Where callers may write: behind the module's own data.
export function freeMemory(): usize {
  return (__heap_base + 15) & ~15;
}

// Over count f32 scores z at `scores`, with p_k = e^((z_k − top) / temperature) in the order of k: Σ p_k, and without k = left out Σ p_k
// and Σ p_k², into out[0] to out[2] (f64).
export function sumPowers(scores: usize, count: i32, top: f64, temperature: f64, leftOut: i32, out: usize): void {
  let sum: f64 = 0;
  let rest: f64 = 0;
  let squares: f64 = 0;
  for (let k: i32 = 0; k < count; k++) {
    const power = NativeMath.exp((<f64>load<f32>(scores + (<usize>k << 2)) - top) / temperature);
    sum += power;
    if (k == leftOut) continue;
    rest += power;
    squares += power * power;
  }
  store<f64>(out, sum);
  store<f64>(out, rest, 8);
  store<f64>(out, squares, 16);
}

// Four numbers at a time.

// @ts-nocheck: AssemblyScript, not TypeScript

// 1.5 · 2^23: added to a float of less than 2^22, ties to even, it leaves the nearest whole number in the low bits.
const ROUNDER: f32 = 12582912;
const ROUNDER_BITS: i32 = 0x4b400000;

// Four floats of e^x (Cephes expf: argument reduction by ln 2 in two parts, polynomial of degree 5; relative error < 2e-7).
// x is at most 0 here; below -87 the result is 0.
@inline
export function exp4(x: v128): v128 {
  const tooSmall = f32x4.lt(x, f32x4.splat(-87.0));
  const clamped = f32x4.pmax(f32x4.splat(-87.0), x);
  const shifted = f32x4.add(f32x4.mul(clamped, f32x4.splat(1.44269504088896341)), f32x4.splat(ROUNDER));
  const n = f32x4.sub(shifted, f32x4.splat(ROUNDER));
  let r = f32x4.sub(clamped, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.mul(f32x4.mul(r, r), y), f32x4.add(r, f32x4.splat(1.0)));
  const power = i32x4.shl(i32x4.add(shifted, i32x4.splat(127 - ROUNDER_BITS)), 23);
  return v128.andnot(f32x4.mul(y, power), tooSmall);
}

@inline
export function sumLanes(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

// sumLanes of four vectors, side by side.
@inline
export function sumLanesOfFour(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  const low = f32x4.add(v128.shuffle<u32>(ab, cd, 0, 1, 4, 5), v128.shuffle<u32>(ab, cd, 2, 3, 6, 7));
  const ab2 = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  return f32x4.add(low, f32x4.add(v128.shuffle<u32>(ab2, cd2, 0, 1, 4, 5), v128.shuffle<u32>(ab2, cd2, 2, 3, 6, 7)));
}

// The largest of the floats in so many bytes; none is NaN.
@inline
export function largest(scores: usize, bytes: usize): f32 {
  let top = v128.load(scores);
  let other = top;
  let k: usize = 16;
  for (; k + 16 < bytes; k += 32) {
    top = f32x4.pmax(top, v128.load(scores + k));
    other = f32x4.pmax(other, v128.load(scores + k, 16));
  }
  if (k < bytes) top = f32x4.pmax(top, v128.load(scores + k));
  top = f32x4.pmax(top, other);
  return max<f32>(
    max<f32>(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1)),
    max<f32>(f32x4.extract_lane(top, 2), f32x4.extract_lane(top, 3)),
  );
}

// e^(s − top) in place; returns their sum, taken lane by lane.
@inline
export function exponentials(scores: usize, bytes: usize, top: f32): f32 {
  const vtop = f32x4.splat(top);
  let sum = f32x4.splat(0);
  for (let k: usize = 0; k < bytes; k += 16) {
    const e = exp4(f32x4.sub(v128.load(scores + k), vtop));
    sum = f32x4.add(sum, e);
    v128.store(scores + k, e);
  }
  return sumLanes(sum);
}

@inline
export function addDot(sum: v128, a: v128, b: v128): v128 {
  const product = f32x4.mul(a, b);
  const high = v128.shuffle<u8>(product, product, 8, 9, 10, 11, 12, 13, 14, 15, 0, 0, 0, 0, 0, 0, 0, 0);
  return f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(product), f64x2.promote_low_f32x4(high)));
}

@inline
export function sumWide(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

// sum + v · w, four codes.
@inline
export function plus(sum: v128, v: v128, w: v128): v128 {
  return f32x4.add(sum, f32x4.mul(v, w));
}

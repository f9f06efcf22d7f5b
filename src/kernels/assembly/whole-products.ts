// Weights of two factors in whole numbers: sums of them are exact, in whatever order.

// @ts-nocheck: AssemblyScript, not TypeScript

// out[j] = scale[j] · codeScales · Σ_k A[j][k] B[k] for rows first … last-1 of A. Numbers of A and B are of 16 bits and lie in
// pairs of two k that follow one another: a row of A is `pairs` of them, and so is each column of B, whose rows lie `rowBytes` apart.
// Sixteen columns at a time, two rows at a time, as in `multiply` of factors.ts.
export function multiplyWhole(
  left: usize,
  right: usize,
  pairs: usize,
  rowBytes: usize,
  first: usize,
  last: usize,
  scales: usize,
  codeScales: usize,
  out: usize,
): void {
  const leftBytes = pairs << 2;
  const wide = rowBytes & ~63;
  for (let c: usize = 0; c < wide; c += 64) {
    let j = first;
    for (; j + 2 <= last; j += 2) {
      sixteenOfTwo(right + c, rowBytes, left + j * leftBytes, leftBytes, scales + (j << 2), codeScales + c, out + j * rowBytes + c);
    }
    if (j < last) fourTimes(4, right + c, rowBytes, left + j * leftBytes, leftBytes, scales + (j << 2), codeScales + c, out + j * rowBytes + c);
  }
  const rest = <i32>((rowBytes - wide) >> 4);
  for (let j = first; j < last; j++) {
    fourTimes(rest, right + wide, rowBytes, left + j * leftBytes, leftBytes, scales + (j << 2), codeScales + wide, out + j * rowBytes + wide);
  }
}

// Sixteen columns of a row and of the one behind it.
@inline
function sixteenOfTwo(right: usize, rowBytes: usize, left: usize, leftBytes: usize, scales: usize, codeScales: usize, out: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let t0 = s0;
  let t1 = s0;
  let t2 = s0;
  let t3 = s0;
  const end = left + leftBytes;
  for (let b = right, row = left, next = end; row < end; row += 4, next += 4, b += rowBytes) {
    const x = v128.load32_splat(row);
    const y = v128.load32_splat(next);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    s0 = plus(s0, x, b0);
    t0 = plus(t0, y, b0);
    s1 = plus(s1, x, b1);
    t1 = plus(t1, y, b1);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    s2 = plus(s2, x, b2);
    t2 = plus(t2, y, b2);
    s3 = plus(s3, x, b3);
    t3 = plus(t3, y, b3);
  }
  storeFour(s0, scales, codeScales, out);
  storeFour(s1, scales, codeScales + 16, out + 16);
  storeFour(s2, scales, codeScales + 32, out + 32);
  storeFour(s3, scales, codeScales + 48, out + 48);
  storeFour(t0, scales + 4, codeScales, out + rowBytes);
  storeFour(t1, scales + 4, codeScales + 16, out + rowBytes + 16);
  storeFour(t2, scales + 4, codeScales + 32, out + rowBytes + 32);
  storeFour(t3, scales + 4, codeScales + 48, out + rowBytes + 48);
}

// Four columns of a row, so many times.
@inline
function fourTimes(times: i32, right: usize, rowBytes: usize, left: usize, leftBytes: usize, scales: usize, codeScales: usize, out: usize): void {
  for (let t = 0; t < times; t++) {
    const at = <usize>t << 4;
    let sum = i32x4.splat(0);
    for (let k: usize = 0, b = right + at; k < leftBytes; k += 4, b += rowBytes) sum = plus(sum, v128.load32_splat(left + k), v128.load(b));
    storeFour(sum, scales, codeScales + at, out + at);
  }
}

// sum + x₁ b₁ + x₂ b₂.
@inline
function plus(sum: v128, x: v128, b: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(x, b));
}

@inline
function storeFour(sum: v128, scale: usize, codeScales: usize, out: usize): void {
  const scaled = f32x4.mul(f32x4.convert_i32x4_s(sum), v128.load(codeScales));
  v128.store(out, f32x4.mul(scaled, v128.load32_splat(scale)));
}

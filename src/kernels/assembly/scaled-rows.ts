// Weights from whole numbers of eight bits, each row with its scale.

// @ts-nocheck: AssemblyScript, not TypeScript

// out[j] = scale[j] · numbers[j] for so many rows of `stride` numbers, a multiple of 4.
export function scaleRows(numbers: usize, scales: usize, stride: usize, rowCount: usize, out: usize): void {
  for (let j: usize = 0; j < rowCount; j++, scales += 4) {
    const scale = v128.load32_splat(scales);
    for (const end = numbers + stride; numbers < end; numbers += 4, out += 16) {
      const wide = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(numbers)));
      v128.store(out, f32x4.mul(scale, f32x4.convert_i32x4_s(wide)));
    }
  }
}

import { describe, expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { realProduct, wholeProduct } from '../../src/kernels/factor-product.js';

const f = Math.fround;
/** Codes whose rows end in the middle of sixteen columns, and rows of a whole number of twos and not. */
const SHAPES = [
  [4, 1, 3],
  [8, 16, 64],
  [12, 38, 7],
  [192, 337, 5],
] as const;

describe('the product of factors', () => {
  it.each(SHAPES)('of rank %i for %i codes sums up in f32 in the order of the rank', (rank, classCount, rowCount) => {
    const stride = Math.ceil(classCount / 4) * 4;
    const rng = Rng.fromSeed(rank);
    const draw = (count: number) => Float32Array.from({ length: count }, () => rng.nextFloat() - 0.5);
    const [left, right] = [draw(rowCount * rank), draw(rank * stride)];
    const wanted = Float32Array.from({ length: rowCount * stride }, (_, at) => {
      const [row, code] = [Math.floor(at / stride), at % stride];
      let sum = 0;
      for (let k = 0; k < rank; k++) sum = f(sum + f(left[row * rank + k]! * right[k * stride + code]!));
      return sum;
    });
    expect(realProduct(rank, classCount, right).multiply(left, rowCount)).toEqual(wanted);
  });

  it.each(SHAPES)('of whole numbers of rank %i for %i codes is exact', (rank, classCount, rowCount) => {
    const stride = Math.ceil(classCount / 4) * 4;
    const rng = Rng.fromSeed(rank + 1);
    const draw = (most: number) => Math.floor((2 * rng.nextFloat() - 1) * most);
    const numbers = Int8Array.from({ length: rowCount * rank }, () => draw(127));
    const right = Int16Array.from({ length: rank * stride }, () => draw(32767));
    const scales = Float32Array.from({ length: rowCount }, (_, row) => 2 ** -row);
    const codeScales = Float32Array.from({ length: stride }, (_, code) => 2 ** -(code % 7));
    const wanted = Float32Array.from({ length: rowCount * stride }, (_, at) => {
      const [row, code] = [Math.floor(at / stride), at % stride];
      let sum = 0;
      for (let k = 0; k < rank; k++) sum += numbers[row * rank + k]! * right[k * stride + code]!;
      return f(sum) * codeScales[code]! * scales[row]!;
    });
    expect(wholeProduct(rank, classCount, right, codeScales).multiply({ numbers, scales }, rowCount)).toEqual(wanted);
  });

  it('of whole numbers goes as far as 31 bits', () => {
    const right = Int16Array.of(32767, 32767, 32767, 32767, 32767, 32767, 32767, 32767);
    const product = wholeProduct(2, 4, right, Float32Array.of(1, 1, 1, 1));
    expect([...product.multiply({ numbers: Int8Array.of(127, -127, 127, 127), scales: Float32Array.of(1, 1) }, 2)]).toEqual([
      0, 0, 0, 0, 8322818, 8322818, 8322818, 8322818,
    ]);
  });
});

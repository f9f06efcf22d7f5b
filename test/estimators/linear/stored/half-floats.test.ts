import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHalf, halfTable, roundToEven, toHalf } from '../../../../src/estimators/linear/stored/half-floats.js';

/** From the tables of binary16 that IEEE 754-2008 defines, as printed in https://en.wikipedia.org/wiki/Half-precision_floating-point_format. */
const PUBLISHED: readonly (readonly [bits: number, value: number])[] = [
  [0x0000, 0],
  [0x8000, -0],
  [0x0001, 0.000000059604644775390625],
  [0x03ff, 0.00006097555160522461],
  [0x0400, 0.00006103515625],
  [0x3555, 0.333251953125],
  [0x3bff, 0.99951171875],
  [0x3c00, 1],
  [0x3c01, 1.0009765625],
  [0x4248, 3.140625],
  [0x7bff, 65504],
  [0x7c00, Number.POSITIVE_INFINITY],
  [0xc000, -2],
  [0xfbff, -65504],
  [0xfc00, Number.NEGATIVE_INFINITY],
];

describe('halves', () => {
  it.each(PUBLISHED)('have the bits %i for %d, and back', (bits, value) => {
    expect(toHalf(value)).toBe(bits);
    expect(fromHalf(bits)).toBe(value);
    expect(halfTable()[bits]).toBe(value);
  });

  it('come back from all bits that stand for a number', () => {
    for (let bits = 0; bits < 2 ** 16; bits++) {
      const value = fromHalf(bits);
      if (!Number.isNaN(value)) expect(toHalf(value)).toBe(bits);
    }
    expect(Number.isNaN(fromHalf(toHalf(Number.NaN)))).toBe(true);
  });

  it.each([
    ['up to the next one when it is nearer', 1 + 0.75 * 2 ** -10, 1 + 2 ** -10],
    ['down to the even one of two that are equally near', 1 + 2 ** -11, 1],
    ['up to the even one of two that are equally near', 1 + 3 * 2 ** -11, 1 + 2 ** -9],
    ['a half of the smallest number to zero', 2 ** -25, 0],
    ['more than that to the smallest number', 2 ** -25 + 2 ** -40, 2 ** -24],
    ['up to the next power of two', 2047.5 / 1024, 2],
    ['up to the largest number', 65519, 65504],
    ['beyond it to infinity', 65520, Number.POSITIVE_INFINITY],
  ])('round %s', (_, value, rounded) => {
    expect(fromHalf(toHalf(value))).toBe(rounded);
    expect(fromHalf(toHalf(-value))).toBe(-rounded);
  });

  it('are the nearest of all to any number', () => {
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const bits = toHalf(value);
        const distance = Math.abs(fromHalf(bits) - value);
        for (const other of [bits - 1, bits + 1]) {
          if ((other & 0x7fff) < 0x7c00) expect(Math.abs(fromHalf(other & 0xffff) - value)).toBeGreaterThanOrEqual(distance);
        }
      }),
    );
  });
});

describe('rounding to even', () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, 0],
    [-1.5, -2],
    [126.5, 126],
    [127.49, 127],
    [-3.2, -3],
  ])('makes %d to %d', (value, rounded) => {
    expect(roundToEven(value) + 0).toBe(rounded);
  });
});

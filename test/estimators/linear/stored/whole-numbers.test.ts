import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LARGEST_OF_8, largestOf, scaleFor, toWhole } from '../../../../src/estimators/linear/stored/whole-numbers.js';

const rows = fc.array(fc.float({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 }).map((values) => Float32Array.from(values));

/** A row as eight bits make it. */
function rounded(row: Float32Array): Float32Array {
  const scale = scaleFor(largestOf(row, 0, row.length), LARGEST_OF_8);
  return row.map((value) => scale * toWhole(value, scale));
}

describe('whole numbers with a scale', () => {
  it('fit into eight bits, and use the seven of them that hold a number', () => {
    fc.assert(
      fc.property(rows, (row) => {
        const most = largestOf(row, 0, row.length);
        const scale = scaleFor(most, LARGEST_OF_8);
        const largest = Math.max(...row.map((value) => Math.abs(toWhole(value, scale))));
        expect(largest).toBeLessThanOrEqual(127);
        if (most > 2 ** -100) expect(largest).toBeGreaterThanOrEqual(64);
      }),
    );
  });

  it('have a power of two as their scale', () => {
    fc.assert(
      fc.property(rows, (row) => {
        const scale = scaleFor(largestOf(row, 0, row.length), LARGEST_OF_8);
        expect(scale === 0 || Number.isInteger(Math.log2(scale))).toBe(true);
      }),
    );
  });

  it('are off by half a step at most', () => {
    fc.assert(
      fc.property(rows, (row) => {
        const scale = scaleFor(largestOf(row, 0, row.length), LARGEST_OF_8);
        rounded(row).forEach((value, at) => {
          expect(Math.abs(value - row[at]!)).toBeLessThanOrEqual(scale / 2);
        });
      }),
    );
  });

  it('are not rounded again', () => {
    fc.assert(
      fc.property(rows, (row) => {
        const once = rounded(row);
        expect(rounded(once)).toEqual(once);
      }),
    );
  });

  it('grow with their row, unless it is so small that no scale is', () => {
    fc.assert(
      fc.property(rows, (row) => {
        fc.pre(largestOf(row, 0, row.length) > 2 ** -100);
        expect(rounded(row.map((value) => 8 * value))).toEqual(rounded(row).map((value) => 8 * value));
      }),
    );
  });

  it.each([
    [127, 1],
    [127.4, 1],
    [127.6, 2],
    [64, 1],
    [63, 0.5],
    [0, 0],
    [1e-45, 2 ** -126],
  ])('reach %d with the scale %d', (most, scale) => {
    expect(scaleFor(most, LARGEST_OF_8)).toBe(scale);
  });
});

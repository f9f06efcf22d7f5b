import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binName, computeBinEdges } from '../../src/model/vectors/bin-edges.js';

describe('numeric bins', () => {
  it('cut at quantiles of the values that are not missing', () => {
    expect(computeBinEdges(Float64Array.of(4, 1, Number.NaN, 3, 2), 2)).toEqual([3]);
    expect(computeBinEdges(Float64Array.of(8, 7, 6, 5, 4, 3, 2, 1), 4)).toEqual([3, 5, 7]);
    expect(computeBinEdges(Float64Array.of(1, 1, 1, 1, 2), 4)).toEqual([]);
    expect(computeBinEdges(new Float64Array(0), 4)).toEqual([]);
    expect(computeBinEdges(Float64Array.of(-1, -0, 0), 2)).toEqual([0]);
  });

  it('number a value by the edges at or below it', () => {
    const edges = [3, 5, 7];
    expect([2.9, 3, 4.9, 5, 7, 99, Number.NEGATIVE_INFINITY].map((value) => binName(value, edges))).toEqual([
      'bin0',
      'bin1',
      'bin1',
      'bin2',
      'bin3',
      'bin3',
      'bin0',
    ]);
    expect(binName(null, edges)).toBeNull();
    expect(binName(Number.NaN, edges)).toBeNull();
    expect(binName(1, [])).toBe('bin0');
  });

  it('leave no bin empty of the values that they were fitted on', () => {
    fc.assert(
      fc.property(fc.float64Array({ minLength: 1, maxLength: 50, noNaN: true }), fc.integer({ min: 2, max: 9 }), (values, bins) => {
        const edges = computeBinEdges(values, bins);
        const used = new Set(Array.from(values, (value) => binName(value, edges)));
        expect(used.size).toBe(edges.length + 1);
        expect(edges.length).toBeLessThan(bins);
      }),
    );
  });
});

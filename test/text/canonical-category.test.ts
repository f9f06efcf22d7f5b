import { describe, expect, it } from 'vitest';
import { canonicalCategory } from '../../src/text/canonical-category.js';

describe('a value of a categorical covariate', () => {
  it.each(['1', '1.0', '1.000', ' 1', '1 ', '\u00a01.0\u3000', '\ufeff1'])('%j is the value 1', (value) => {
    expect(canonicalCategory(value)).toBe('1');
  });

  it.each([
    ['01', '01'],
    ['1.5', '1.5'],
    ['1.', '1.'],
    ['01.0', '01.0'],
    ['-3.0', '-3'],
    ['-0.0', '0'],
    ['10000000000000000000.0', '10000000000000000000'],
    ['1.0.0', '1.0.0'],
    ['North  West ', 'North  West'],
    ['Cafe\u0301', 'Caf\u00e9'],
  ])('%j counts as %j', (value, wanted) => {
    expect(canonicalCategory(value)).toBe(wanted);
  });

  it.each(['', ' ', '\u00a0\t'])('%j is missing', (value) => {
    expect(canonicalCategory(value)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { codeVariants, mayLackZeros } from '../../src/text/code-variants.js';

describe('codes that may be one code', () => {
  it('are those that differ by case, leading zeros, full-width forms or the signs between parts', () => {
    const codes = ['0111', '111', 'A.1', 'a-1', 'shop', 'ＳＨＯＰ', '10', '100', 'A 10', 'A 1.0', '0'];
    expect(codeVariants(codes)).toEqual([
      ['0111', '111'],
      ['A.1', 'a-1'],
      ['shop', 'ＳＨＯＰ'],
    ]);
  });

  it('are not those that differ by a digit, a letter or an inner zero', () => {
    expect(codeVariants(['101', '11', '110', '1.01', 'ab', 'äb', '000', '00a'])).toEqual([]);
  });

  it('lack zeros when they are whole numbers of several widths and none begins with a zero', () => {
    expect(mayLackZeros(['111', '1111'])).toBe(true);
    for (const codes of [['111', '112'], ['0111', '1111', '12'], ['111', '11a'], []]) expect(mayLackZeros(codes)).toBe(false);
  });
});

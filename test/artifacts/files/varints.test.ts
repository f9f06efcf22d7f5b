import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeVarints, encodeVarints } from '../../../src/artifacts/files/varints.js';

describe('numbers of seven bits a byte', () => {
  // The example of DWARF 5, appendix C, and the ends of each length.
  it.each([
    [624_485, [0xe5, 0x8e, 0x26]],
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [2 ** 28 - 1, [0xff, 0xff, 0xff, 0x7f]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('write %i as %j', (number, bytes) => {
    expect([...encodeVarints(Uint32Array.of(number))]).toEqual(bytes);
    expect([...(decodeVarints(Uint8Array.from(bytes), 1) ?? [])]).toEqual([number]);
  });

  it('come back', () => {
    fc.assert(
      fc.property(fc.uint32Array({ maxLength: 50 }), (numbers) => {
        expect(decodeVarints(encodeVarints(numbers), numbers.length)).toEqual(numbers);
      }),
    );
  });

  it.each([
    ['too few bytes', [0x80], 1],
    ['bytes for fewer numbers', [1], 2],
    ['bytes left over', [1, 1], 1],
    ['a number of more than five bytes', [0xff, 0xff, 0xff, 0xff, 0xff, 1], 1],
  ])('are not read from %s', (_, bytes, count) => {
    expect(decodeVarints(Uint8Array.from(bytes), count)).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, hashBothLanes, murmur3, murmur3SecondLane, murmur3Text } from '../../src/text/murmur3.js';

describe('murmur3 x86 32', () => {
  // Published vectors: the reference implementation's, by seed.
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['test', 0x9747b28c, 0x704b81dc],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['aa', 0x9747b28c, 0x5d211726],
    ['a', 0x9747b28c, 0x7fa09ea6],
  ])('gives the published value of %j with seed %i', (text, seed, wanted) => {
    expect(murmur3Text(text, seed)).toBe(wanted);
  });

  it('reads bytes without a sign and from any offset', () => {
    expect(murmur3(Uint8Array.of(9, 0xff, 0xff, 0xff, 0xff, 9), 1, 5, 0)).toBe(0x76293b50);
    expect(murmur3(Uint8Array.of(0x21, 0x43, 0x65), 0, 3, 0)).toBe(0x7e4a8634);
  });

  // As Spark's HashingTF gives them (seed 42, 2^18 buckets).
  it.each([
    ['lait', 1032206041, 145113],
    ['café crème', -327992164, 212124],
    ['Brot', -1829016910, 223922],
    ['牛乳', 971777880, 10072],
    ['', 142593372, 249180],
    ['a', -1293573533, 107107],
    ['ab', -684913081, 69191],
    ['abc', 1313807976, 204392],
    ['abcde', -1361433616, 142320],
    ['ÄÖÜß', 120001179, 201371],
    ['🍎 apple', -1346845378, 50494],
  ])('puts %j into the bucket of HashingTF', (text, signed, bucket) => {
    expect(murmur3Text(text) | 0).toBe(signed);
    expect(bucketOf(murmur3Text(text), 2 ** 18)).toBe(bucket);
  });

  it('gives buckets that are never negative, for sizes that are no power of two either', () => {
    expect(['a', 'b', 'c'].map((term) => bucketOf(murmur3Text(term), 10))).toEqual([7, 5, 8]);
    expect(['a', 'b', 'c', 'd'].map((term) => bucketOf(murmur3Text(term), 100))).toEqual([67, 65, 68, 90]);
  });

  it('has both lanes in one loop as it has them one by one', () => {
    const bytes = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(bytes, fc.nat({ max: 5 }), (content, skipped) => {
        const start = Math.min(skipped, content.length);
        const lanes = new Uint32Array(2);
        hashBothLanes(content, start, content.length, lanes);
        expect([...lanes]).toEqual([murmur3(content, start), murmur3SecondLane(content, start, content.length)]);
      }),
    );
  });

  it('has no two equal keys among 300,000 names that differ little', () => {
    const lanes = new Uint32Array(2);
    const keys = new Set<bigint>();
    for (let i = 0; i < 300_000; i++) {
      const name = Buffer.from(`text~${i.toString(36)}`);
      hashBothLanes(name, 0, name.length, lanes);
      keys.add((BigInt(lanes[1]!) << 32n) | BigInt(lanes[0]!));
    }
    expect(keys.size).toBe(300_000);
  });
});

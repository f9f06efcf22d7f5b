import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { arrow } from '../../../src/artifacts/files/arrow/data.js';
import { decodeLz4Frame } from '../../../src/artifacts/files/arrow/lz4-frame.js';
import { Rng } from '../../../src/core/rng.js';

const golden = (name: string): Buffer => readFileSync(new URL(`golden/${name}`, import.meta.url));

// What golden/make-compressed.py writes.
const rowOf = (i: number) => ({
  id: String(i),
  text: i % 50 === 7 ? null : `item ${(i * i) % 1009} of ${i % 13} kinds, été ${'ab'.repeat(i % 40)}`,
  kind: `kind ${i % 5}`,
  nothing: null,
  digest: createHash('sha256').update(String(i)).digest('hex').slice(0, 8),
  n: BigInt(i * 7919),
});

test.each(['lz4.feather', 'zstd.feather', 'lz4.arrows', 'zstd.arrows'])('%s, as another program compressed it, reads cell by cell', (name) => {
  const rows = arrow().tableFromIPC(golden(name)).toArray();
  expect(rows.map((row) => ({ ...row.toJSON() }))).toEqual(Array.from({ length: 3000 }, (_, i) => rowOf(i)));
});

// Frames by hand, from the format's page: head, blocks, end mark.
const frame = (...blocks: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0, ...blocks.flat(), 0, 0, 0, 0);
const packed = (...bytes: readonly number[]): readonly number[] => [bytes.length, 0, 0, 0, ...bytes];
const stored = (...bytes: readonly number[]): readonly number[] => [bytes.length, 0, 0, 0x80, ...bytes];
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const [a, b, c] = [97, 98, 99];

test.each([
  ['nothing', frame(), ''],
  ['stored bytes', frame(stored(a, b, c)), 'abc'],
  ['literals alone', frame(packed(0x30, a, b, c)), 'abc'],
  ['a match that overlaps what it writes', frame(packed(0x14, a, 1, 0, 0x10, b)), 'aaaaaaaaab'],
  ['a match in the block before', frame(stored(a, b, c), packed(0x10, b, 4, 0, 0x10, c)), 'abcbabcbc'],
  ['long lengths', frame(packed(0x1f, a, 1, 0, 255, 1, 0x10, b)), `${'a'.repeat(1 + 4 + 15 + 256)}b`],
])('a frame of %s', (_, bytes, wanted) => {
  expect(text(decodeLz4Frame(bytes))).toBe(wanted);
});

test.each([
  ['no frame', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)],
  ['nothing at all', new Uint8Array(0)],
  ['a frame without an end', frame(stored(a, b, c)).subarray(0, 14)],
  ['a block that is cut short', frame(packed(0x50, a, b))],
  ['a match before the first byte', frame(packed(0x10, a, 2, 0, 0x10, b))],
  ['a match of no distance', frame(packed(0x10, a, 0, 0, 0x10, b))],
])('%s is refused', (_, bytes) => {
  expect(() => decodeLz4Frame(bytes)).toThrow();
});

test('damaged frames end, in bytes or in an error', () => {
  const bytes = golden('lz4.arrows');
  const start = bytes.indexOf(Buffer.of(0x04, 0x22, 0x4d, 0x18));
  const rng = Rng.fromSeed(5);
  const below = (end: number): number => Math.floor(rng.nextFloat() * end);
  for (let i = 0; i < 500; i++) {
    const damaged = Buffer.from(bytes.subarray(start, start + 4000));
    for (let k = 0; k < 3; k++) damaged[7 + below(3990)] = below(256);
    try {
      decodeLz4Frame(damaged);
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }
});

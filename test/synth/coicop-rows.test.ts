import { describe, expect, it } from 'vitest';
import { TEXT_FLAGS } from '../../src/tasks/synth-coicop/compose-text.js';
import type { SynthRow } from '../../src/tasks/synth-coicop/draw-block.js';
import { SMALL_CODE_SIZES, SMALL_CODES_A_SIZE } from '../../src/tasks/synth-coicop/settings.js';
import { drawRows, world } from './draw-rows.js';

const rows = drawRows(3, 60_000);
const KINDS = { plain: 0, small: 1, duplicate: 2, conflict: 3 } as const;

describe('synthetic rows', () => {
  it('give each small code exactly 1, 2 or 3 rows, whatever the length of the file', () => {
    for (const part of [rows.slice(0, 1000), rows]) {
      const counts = countBy(part, (row) => row.label);
      const small = world.leaves.filter((leaf) => world.smallSize[leaf.index] !== 0);
      expect(small).toHaveLength(SMALL_CODES_A_SIZE * SMALL_CODE_SIZES.length);
      for (const leaf of small) expect(counts.get(leaf.index)).toBe(world.smallSize[leaf.index]);
    }
  });

  it('carry every one of the 338 codes', () => {
    expect(world.leaves).toHaveLength(338);
    expect(new Set(rows.map((row) => row.label)).size).toBe(338);
  });

  it('begin alike in files of different length', () => {
    expect(drawRows(3, 5000)).toEqual(rows.slice(0, 5000));
  });

  it('differ between seeds', () => {
    expect(drawRows(4, 1000).map((row) => row.text)).not.toEqual(rows.slice(0, 1000).map((row) => row.text));
  });

  it('copy duplicates and conflicts letter by letter from an earlier row', () => {
    const copies = rows.flatMap((row, index) => (row.copyOf < 0 ? [] : [{ row, index, original: rows[row.copyOf] as SynthRow }]));
    for (const { row, index, original } of copies) {
      expect(row.copyOf).toBeLessThan(index);
      expect(row.text).toBe(original.text);
      expect(row.trueLeaf).toBe(original.trueLeaf);
      expect(row.label === original.label).toBe(row.kind === KINDS.duplicate);
    }
    expect(copies.length).toBe(rows.filter((row) => row.kind >= KINDS.duplicate).length);
  });

  it('have a wrong label exactly where noise or a conflict was planted', () => {
    for (const row of rows) expect(row.label !== row.trueLeaf).toBe(row.labelNoise || row.kind === KINDS.conflict);
  });

  it('plant duplicates, conflicts and noise at the rates that the settings promise', () => {
    expect(share(rows, (row) => row.kind === KINDS.duplicate)).toBeCloseTo(0.045, 2);
    expect(share(rows, (row) => row.kind === KINDS.conflict)).toBeCloseTo(0.011, 2);
    expect(share(rows, (row) => row.labelNoise)).toBeCloseTo(0.03, 2);
  });

  it('have code sizes that fall like a Zipf law: steep at the top, with a long tail', () => {
    const sizes = [...countBy(rows, (row) => row.label).values()].sort((a, b) => b - a);
    const shareOfTop = (count: number) => sizes.slice(0, count).reduce((sum, size) => sum + size, 0) / rows.length;
    expect(shareOfTop(10)).toBeGreaterThan(0.25);
    expect(shareOfTop(10)).toBeLessThan(0.4);
    expect(shareOfTop(169)).toBeGreaterThan(0.9);
    expect(sizes[0]! / sizes[169]!).toBeGreaterThan(20);
  });

  it('drift: in the later period shares move and words appear that the earlier one lacks', () => {
    const earlier = rows.filter((row) => row.period === 0);
    const later = rows.filter((row) => row.period === 1);
    const before = countBy(earlier, (row) => row.trueLeaf);
    const after = countBy(later, (row) => row.trueLeaf);
    let distance = 0;
    for (const { index } of world.leaves)
      distance += Math.abs((before.get(index) ?? 0) / earlier.length - (after.get(index) ?? 0) / later.length) / 2;
    expect(distance).toBeGreaterThan(0.15);
    expect(earlier.some((row) => (row.flags & TEXT_FLAGS.newWord) !== 0)).toBe(false);
    expect(share(later, (row) => (row.flags & TEXT_FLAGS.newWord) !== 0)).toBeGreaterThan(0.1);
    expect(share(later, (row) => row.source === 0)).toBeGreaterThan(share(earlier, (row) => row.source === 0) + 0.15);
  });

  it('have texts of till length, about 80 n-grams, never with a tab, a line break or no letter', () => {
    const lengths = rows.map((row) => row.text.length);
    expect(lengths.reduce((sum, length) => sum + length, 0) / rows.length).toBeGreaterThan(25);
    expect(lengths.reduce((sum, length) => sum + length, 0) / rows.length).toBeLessThan(45);
    for (const row of rows) expect(row.text).toMatch(/^[^\t\r\n"]*\p{L}[^\t\r\n"]*$/u);
    const grams = rows.slice(0, 2000).map((row) => countNgrams(row.text.toLowerCase()));
    const mean = grams.reduce((sum, count) => sum + count, 0) / grams.length;
    expect(mean).toBeGreaterThan(65);
    expect(mean).toBeLessThan(95);
  });

  it('have a price and shop that tell something about the code, and some that are missing', () => {
    expect(share(rows, (row) => row.shop === '')).toBeCloseTo(0.06, 2);
    expect(share(rows, (row) => row.priceCents < 0)).toBeCloseTo(0.04, 2);
    for (const row of rows) if (row.priceCents >= 0) expect(row.priceCents % 5).toBe(0);
  });
});

function countBy(items: readonly SynthRow[], key: (row: SynthRow) => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

function share(items: readonly SynthRow[], holds: (row: SynthRow) => boolean): number {
  return items.filter(holds).length / items.length;
}

function countNgrams(text: string): number {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const grams = new Set([...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)]);
  for (const word of words.map((inner) => `<${inner}>`)) {
    for (const size of [3, 4, 5]) for (let i = 0; i + size <= word.length; i++) grams.add(`#${word.slice(i, i + size)}`);
  }
  return grams.size;
}

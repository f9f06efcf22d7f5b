import { describe, expect, it, test } from 'vitest';
import { coicopCodebook } from '../../src/synth/coicop-codebook.js';
import { encodeRow } from '../../src/tasks/synth-coicop/encode-rows.js';
import { BLOCK_ROWS } from '../../src/tasks/synth-coicop/settings.js';
import { countVarieties, divideRows, VARIETIES } from '../../src/tasks/synth-coicop/varieties.js';
import { drawRows, world } from './draw-rows.js';

const PLAIN = drawRows(1, BLOCK_ROWS);
const LEAVES = world.leaves.length;

function linesOf(codes: number): string[][] {
  return divideRows(world, PLAIN, codes, 1, 0, 0).map((row) => encodeRow(world, row, 'id').split('\t'));
}

function codebookOf(codes?: number): string[] {
  return coicopCodebook(codes)
    .trim()
    .split('\n')
    .map((line) => line.split(',')[0] as string);
}

test('the words of the varieties are 64 pairs, none twice', () => {
  for (const language of [0, 1] as const) expect(new Set(VARIETIES.map((words) => words[language])).size).toBe(64);
});

describe('divided codes', () => {
  it('are as many as are wanted, as even as they can be', () => {
    for (const codes of [LEAVES, 339, 5000, 64 * LEAVES]) {
      const counts = countVarieties(LEAVES, codes);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(codes);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  it('stand below their leaves in the codebook, in bytewise order', () => {
    const all = codebookOf(5000);
    expect(all.slice(1)).toEqual([...all.slice(1)].sort());
    expect(all.length - codebookOf().length).toBe(5000);
    // Of 339 one leaf alone is divided, in two.
    expect(codebookOf(339).length - codebookOf().length).toBe(2);
  });

  it('are those of the codebook in every row, below the leaf that the row has without them', () => {
    const known = new Set(codebookOf(5000));
    linesOf(5000).forEach((cells, row) => {
      const leaf = encodeRow(world, PLAIN[row]!, 'id').split('\t')[2] as string;
      expect(cells[2]?.startsWith(`${leaf}.`) && known.has(cells[2])).toBe(true);
    });
  });

  it('change no row where there are as many as leaves', () => {
    expect(linesOf(LEAVES)).toEqual(PLAIN.map((row) => encodeRow(world, row, 'id').split('\t')));
  });

  it('are named by nine in ten texts, behind the words that were there', () => {
    const lines = linesOf(20_000);
    const named = lines.filter((cells, row) => cells[1] !== PLAIN[row]?.text);
    expect(named.length / lines.length).toBeCloseTo(0.9, 1);
    for (const [row, cells] of lines.entries()) expect(cells[1]?.startsWith(PLAIN[row]!.text)).toBe(true);
  });

  it('are the same in a copy as in its original, unless the copy has another leaf', () => {
    const rows = divideRows(world, PLAIN, 5000, 1, 0, 0);
    const copies = rows.filter(({ copyOf }) => copyOf >= 0);
    expect(copies.length).toBeGreaterThan(50);
    for (const copy of copies) {
      const original = rows[copy.copyOf]!;
      expect([copy.text, copy.trueVariety]).toEqual([original.text, original.trueVariety]);
      if (copy.label === original.label) expect(copy.labelVariety).toBe(original.labelVariety);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { compareUtf8 } from '../../src/core/utf8-order.js';
import { coicopCodebook } from '../../src/synth/coicop-codebook.js';
import { planPartitions } from '../../src/synth/plan-partitions.js';
import { AliasTable } from '../../src/tasks/synth-coicop/alias-table.js';
import { abbreviate, misspell, plainLetters } from '../../src/tasks/synth-coicop/spelling.js';
import { world } from './draw-rows.js';

const entries = coicopCodebook()
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => /^([^,]+),"([^"]+)",(.*)$/.exec(line)?.slice(1) as [string, string, string]);

describe('the fictitious codebook', () => {
  it('has four levels, 338 leaves, and a parent for every code below the top', () => {
    const codes = new Map(entries.map(([code, , parent]) => [code, parent]));
    const parents = new Set(codes.values());
    const leaves = [...codes.keys()].filter((code) => !parents.has(code));
    expect(leaves).toEqual(world.leaves.map((leaf) => leaf.code));
    expect(leaves).toHaveLength(338);
    for (const leaf of leaves) {
      const ancestors = [leaf];
      for (let parent = codes.get(leaf); parent !== ''; parent = codes.get(parent as string)) ancestors.push(parent as string);
      expect(ancestors).toHaveLength(4);
    }
  });

  it('stands in bytewise order and marks every title as fictitious', () => {
    const codes = entries.map(([code]) => code);
    expect(codes).toEqual([...codes].sort(compareUtf8));
    expect(new Set(codes).size).toBe(codes.length);
    for (const [code, title] of entries) {
      expect(code).toMatch(/^X\d\d(\.\d){0,2}(\.\d\d)?$/);
      expect(title).toMatch(/ \(fictitious\)$/);
    }
  });
});

describe('the words of a leaf', () => {
  it('are at least five a language, none twice', () => {
    for (const { words } of world.leaves) {
      for (const list of words) {
        expect(list.length).toBeGreaterThanOrEqual(5);
        expect(new Set(list).size).toBe(list.length);
      }
    }
  });
});

describe('an alias table', () => {
  it('draws in proportion to the weights and never an index of weight zero', () => {
    const weights = [5, 0, 1, 3, 1];
    const table = new AliasTable(weights);
    const counts = [0, 0, 0, 0, 0];
    const rng = Rng.fromSeed(1);
    for (let i = 0; i < 100_000; i++) counts[table.draw(rng)]!++;
    expect(counts[1]).toBe(0);
    // Four standard deviations of a binomial count are under 640.
    counts.forEach((count, index) => {
      expect(Math.abs(count - 10_000 * weights[index]!)).toBeLessThan(640);
    });
  });
});

describe('spelling', () => {
  it('shortens long words only, and keeps their first letter', () => {
    const rng = Rng.fromSeed(2);
    expect(abbreviate('Käse', rng)).toBe('Käse');
    for (let i = 0; i < 200; i++) {
      const short = abbreviate('Vollkornbrot', rng);
      expect(short.length).toBeLessThanOrEqual('Vollkornbrot'.length);
      expect(short).toMatch(/^V/);
    }
  });

  it('misspells by one slip: at most one letter more or less', () => {
    const rng = Rng.fromSeed(3);
    for (let i = 0; i < 200; i++) {
      const wrong = misspell('Bratwurst', rng);
      expect(Math.abs(wrong.length - 9)).toBeLessThanOrEqual(1);
      expect(wrong).toMatch(/^B/);
    }
  });

  it('writes umlauts and accents as plain letters', () => {
    expect(plainLetters('Käse Weißbrot crème brûlée œufs')).toBe('Kaese Weissbrot creme brulee oeufs');
  });
});

describe('a plan of partitions', () => {
  it('covers all rows once, in order, in whole blocks', () => {
    for (const [rows, partitions] of [
      [1000, 8],
      [4097, 8],
      [100_000, 8],
      [1_000_000, 3],
    ] as const) {
      const plans = planPartitions(rows, partitions, '/tmp');
      let next = 0;
      for (const plan of plans) {
        expect(plan.firstRow).toBe(next);
        expect(plan.firstRow % 4096).toBe(0);
        expect(plan.pieces.reduce((sum, piece) => sum + piece.rowCount, 0)).toBe(plan.rowCount);
        next += plan.rowCount;
      }
      expect(next).toBe(rows);
      expect(plans.length).toBeLessThanOrEqual(partitions);
    }
  });
});

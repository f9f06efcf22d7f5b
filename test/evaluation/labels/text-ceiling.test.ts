import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { textCeiling } from '../../../src/evaluation/labels/text-ceiling.js';

describe('the ceiling of accuracy from the text alone', () => {
  it('counts texts that are there several times, and those of them that disagree', () => {
    // a a a b | a a | a b | once
    const found = textCeiling({ code: [0, 0, 0, 1, 0, 0, 0, 1, 1], group: [7, 7, 7, 7, 8, 8, 9, 9, 10] });
    expect(found).toMatchObject({ groupCount: 3, rowCount: 8, conflictGroupCount: 2, conflictRowCount: 6 });
    // With the row itself 3 + 2 + 1 are right; without it 3 of the first, 2 of the second, none of the pair that disagrees.
    expect(found.ceiling).toEqual({ low: 5 / 8, high: 6 / 8 });
  });

  it('counts a tie among the others by its part', () => {
    // a a b: without its own row an a sees a and b, and the b sees a twice.
    expect(textCeiling({ code: [0, 0, 1], group: [1, 1, 1] }).ceiling?.low).toBeCloseTo(1 / 3, 12);
  });

  it('says nothing where every text is there once', () => {
    expect(textCeiling({ code: [0, 1], group: [1, 2] })).toMatchObject({ rowCount: 0, ceiling: null });
  });

  it('has the truth between its bounds where texts have codes by chance', () => {
    for (const size of [2, 3, 5, 10]) {
      const rng = Rng.fromSeed(size);
      const code: number[] = [];
      const group: number[] = [];
      let truth = 0;
      const texts = 4000;
      for (let text = 0; text < texts; text++) {
        const share = 0.5 + 0.5 * rng.nextFloat();
        truth += share / texts;
        for (let i = 0; i < size; i++) {
          code.push(rng.nextFloat() < share ? 0 : 1);
          group.push(text);
        }
      }
      const { ceiling } = textCeiling({ code, group });
      expect(ceiling?.low).toBeLessThan(truth + 0.01);
      expect(ceiling?.high).toBeGreaterThan(truth - 0.01);
    }
  });
});

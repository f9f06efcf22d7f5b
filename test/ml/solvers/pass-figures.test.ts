import { describe, expect, it } from 'vitest';
import { memberSpread } from '../../../src/ml/member-spread.js';
import { drawRows, fitSolo, problemOf, scoresAt } from '../linear-problem.js';

/** Codes 0, 0, 1, 2: a feature for each row, and weights of mean 1. Fewer rows than a mini-batch. */
const plain = {
  featureCount: 4,
  classCount: 3,
  offsets: [0, 1, 2, 3, 4],
  ids: [0, 1, 2, 3],
  values: [1, 1, 1, 1],
  label: [0, 0, 1, 2],
};
const tiny = problemOf(plain, [1.5, 1.25, 0.625, 0.625]);
const onePass = { mode: 'fast', l2: 1e-3, maxPasses: 1 } as const;

describe('the figures of a pass', () => {
  it('tell of the training rows as the pass met them: all by how frequent codes are alone', () => {
    const [first] = fitSolo(tiny, onePass, { certify: false }).passes;
    // The loss is weighted: the entropy of the shares by weight, 11/16, 5/32 and 5/32.
    expect(first!.training!.loss).toBeCloseTo(-(11 / 16) * Math.log(11 / 16) - (10 / 32) * Math.log(5 / 32), 6);
    // The metrics count each row once. Code 0 has precision 2/4 and recall 1; the others are never given.
    expect(first!.training).toMatchObject({ accuracy: 0.5, microF1: 0.5 });
    expect(first!.training!.macroF1).toBeCloseTo(2 / 9, 12);
    expect(first!.training!.weightedF1).toBeCloseTo(1 / 3, 12);
    expect(first!.validation).toBeNull();
  });

  it('tell of the validation rows after it: loss, accuracy and macro F1 are those of the weights that it left', () => {
    const { passes, point } = fitSolo(tiny, onePass, { certify: false, validation: tiny.rows });
    const scores = scoresAt(tiny, point);
    const losses = scores.map((own, row) => Math.log(own.reduce((sum, s) => sum + Math.exp(s), 0)) - own[plain.label[row]!]!);
    const weighted = losses.reduce((sum, loss, row) => sum + tiny.rows.weight[row]! * loss, 0) / 4;
    const right = scores.reduce((sum, own, row) => sum + (own.indexOf(Math.max(...own)) === plain.label[row]! ? tiny.rows.weight[row]! : 0), 0) / 4;
    expect(passes[0]!.validation!.loss).toBeCloseTo(weighted, 5);
    expect(passes[0]!.validation!.accuracy).toBeCloseTo(right, 12);
    expect(passes[0]!.score).toBe(passes[0]!.validation!.macroF1);
    expect(passes[0]!.validation!.loss).toBeLessThan(passes[0]!.training!.loss);
  });

  it('tell of the members of an average what each would have had alone', () => {
    const problem = problemOf(drawRows(300, 60, 7, 5));
    const validation = problemOf(drawRows(90, 60, 7, 6)).rows;
    const settings = { mode: 'fast', l2: 1e-4, maxPasses: 2, patience: 5 } as const;
    const averaged = fitSolo(problem, { ...settings, average: 3 }, { certify: false, validation });
    const alone = fitSolo(problem, settings, { certify: false, validation });
    expect(averaged.passes.map(({ members }) => members![0])).toEqual(alone.passes.map(({ score }) => score));
    const [a, b, c] = averaged.passes[1]!.members as readonly [number, number, number];
    const mean = (a + b + c) / 3;
    expect(memberSpread(averaged.passes[1]!)).toBeCloseTo(Math.sqrt(((a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2) / 2), 12);
    expect(alone.passes[0]).not.toHaveProperty('members');
  });
});

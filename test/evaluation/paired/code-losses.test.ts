import { describe, expect, it } from 'vitest';
import { codeLosses } from '../../../src/evaluation/paired/code-losses.js';

describe('losses of single codes', () => {
  it('are those that the sign test tells, beside how many codes could be told at all', () => {
    // Code 0: ten groups, all lost. Code 1: ten groups, three lost and one won. Code 2: four groups, all lost: too few to tell.
    const label = Int32Array.from([...new Array<number>(10).fill(0), ...new Array<number>(10).fill(1), ...new Array<number>(4).fill(2)]);
    const group = Uint32Array.from(label.keys());
    const champion = label.map((code, row) => (row === 13 ? 3 : code));
    const candidate = label.map((code, row) => (code !== 1 || (row >= 10 && row < 13) ? 3 : code));
    const told = codeLosses({ classCount: 4, label, group, predicted: [candidate, champion] });
    expect(told).toMatchObject({ codeCount: 3, tellableCount: 2 });
    expect(told.losses).toMatchObject([{ code: 0, groupCount: 10, candidateOnly: 0, championOnly: 10 }]);
    expect(told.losses[0]!.p).toBeCloseTo(2 ** -10, 12);
  });

  it('count a group once', () => {
    const label = new Int32Array(12);
    const group = Uint32Array.from(label, (_, row) => row % 4);
    const told = codeLosses({ classCount: 2, label, group, predicted: [new Int32Array(12).fill(1), label] });
    expect(told).toMatchObject({ codeCount: 1, tellableCount: 0, losses: [] });
  });
});

import { describe, expect, it } from 'vitest';
import { layOut, nodeCountOf, orderCodes } from '../../../src/estimators/label-tree/code-tree.js';
import { groupByCodebook } from '../../../src/estimators/label-tree/group-by-codebook.js';
import { planUnits } from '../../../src/estimators/label-tree/plan-units.js';

describe('a tree of codes', () => {
  const tree = layOut([[2, [0, 4]], 3, [1, 5]]);

  it('is numbered level by level, codes behind the nodes', () => {
    expect(nodeCountOf(tree)).toBe(4);
    expect([...tree.childOffsets]).toEqual([0, 3, 5, 7, 9]);
    expect([...tree.child]).toEqual([1, 4 + 3, 2, 4 + 2, 3, 4 + 1, 4 + 5, 4 + 0, 4 + 4]);
  });

  it('has the codes below each place side by side', () => {
    const { codes, first, last } = orderCodes(tree);
    expect([...codes]).toEqual([2, 0, 4, 3, 1, 5]);
    const below = [...tree.child].map((_, place) => [...codes.subarray(first[place], last[place])]);
    expect(below).toEqual([[2, 0, 4], [3], [1, 5], [2], [0, 4], [1], [5], [0], [4]]);
  });

  it('has every child in exactly one task, with all rows of its node, for any number of workers', () => {
    const { first, last } = orderCodes(tree);
    const rows = { rowFirst: first.map((code) => 10 * code), rowLast: last.map((code) => 10 * code) };
    for (const workerCount of [1, 2, 8]) {
      const units = planUnits(tree, rows, workerCount).flat();
      const children = units.flatMap(({ firstChild, lastChild }) => Array.from({ length: lastChild - firstChild }, (_, own) => firstChild + own));
      expect(children.sort((a, b) => a - b)).toEqual([...tree.child.keys()]);
      for (const { firstChild, lastChild, firstRow, lastRow } of units) {
        const node = tree.childOffsets.findLastIndex((offset) => offset <= firstChild);
        expect(lastChild).toBeLessThanOrEqual(tree.childOffsets[node + 1]!);
        expect(firstRow).toBe(rows.rowFirst[tree.childOffsets[node]!]);
        expect(lastRow).toBe(rows.rowLast[tree.childOffsets[node + 1]! - 1]);
      }
    }
  });
});

describe('groups of the codebook', () => {
  it('follow its levels, without those that tell nothing apart', () => {
    const codes = ['A.1.1', 'A.1.2', 'A.2.1', 'B.1.1', 'C'];
    const ancestors = [['A', 'A.1'], ['A', 'A.1'], ['A', 'A.2'], ['B', 'B.1'], []];
    expect(groupByCodebook(codes, ancestors)).toEqual([[[0, 1], 2], 3, 4]);
  });

  it('have a code that stands above others beside them', () => {
    expect(groupByCodebook(['A', 'A.1', 'A.2', 'B'], [[], ['A'], ['A'], []])).toEqual([[0, 1, 2], 3]);
  });

  it('are one group of one code where there is one', () => {
    expect(groupByCodebook(['A.1'], [['A']])).toEqual([0]);
  });
});

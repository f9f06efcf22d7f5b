import { expect, test } from 'vitest';
import type { ReportCode } from '../../../../src/report/report-data.js';
import { type CodeNode, codeNodes } from '../../../../src/report/sections/icicle/code-nodes.js';
import { NO_INTERVALS, sampleReport } from '../../sample-report.js';

const { evaluation } = sampleReport();
const perCode = [
  {
    code: '111',
    support: 4,
    predicted: 4,
    precision: 0.5,
    recall: 0.5,
    f1: 0.5,
    intervals: { ...NO_INTERVALS, f1: [0.2, 0.8] as const },
    confusions: [],
  },
  { code: '2', support: 0, predicted: 0, precision: 0, recall: 0, f1: 0, intervals: NO_INTERVALS, confusions: [] },
];
const parents = [{ code: '1', support: 4, predicted: 4, f1: 0.75, f1Interval: [0.6, 0.9] as const }];
const judged = { ...evaluation, perCode, hierarchy: { levels: [], parents, hierarchicalPrecision: 1, hierarchicalRecall: 1, hierarchicalF1: 1 } };

function code(name: string, above: readonly string[], rows: number): ReportCode {
  return { code: name, title: null, above, roleCounts: [rows - 1, 0, 0, 1] };
}

const outline = (nodes: readonly CodeNode[]): unknown[] => nodes.map(({ code, rowCount, children }) => [code, rowCount, ...outline(children)]);

test('codes stand below their parents with all their rows, the largest first and equals in bytewise order', () => {
  const codes = [code('111', ['1', '11'], 4), code('121', ['1', '12'], 6), code('122', ['1', '12'], 6), code('2', [], 3)];
  expect(outline(codeNodes({ codes, evaluation: judged }))).toEqual([
    ['1', 16, ['12', 12, ['121', 6], ['122', 6]], ['11', 4, ['111', 4]]],
    ['2', 3],
  ]);
});

test('a code that rows have and that has others below it counts both', () => {
  expect(outline(codeNodes({ codes: [code('1', [], 5), code('11', ['1'], 2)], evaluation: judged }))).toEqual([['1', 7, ['11', 2]]]);
});

test('one code above all others is left out, a code alone is not', () => {
  expect(outline(codeNodes({ codes: [code('1', ['all', 'more'], 2), code('2', ['all', 'more'], 3)], evaluation: judged }))).toEqual([
    ['2', 3],
    ['1', 2],
  ]);
  expect(outline(codeNodes({ codes: [code('1', [], 2)], evaluation: judged }))).toEqual([['1', 2]]);
});

test('F1 is that of the code, of one above others that of the level, and none without a judged row', () => {
  const codes = [code('111', ['1'], 4), code('2', [], 3), code('3', [], 1)];
  const [one, two, three] = codeNodes({ codes, parents: [{ code: '1', title: 'One' }], evaluation: judged });
  expect(one).toMatchObject({ title: 'One', f1: 0.75, bounds: [0.6, 0.9], children: [{ title: null, f1: 0.5, bounds: [0.2, 0.8] }] });
  expect([two, three]).toMatchObject([
    { f1: null, bounds: null },
    { f1: null, bounds: null },
  ]);
});

import { expect, test } from 'vitest';
import { renderReport } from '../../../src/report/render-report.js';
import { pairsOf } from '../../../src/report/sections/codes/confused-pairs.js';
import { sizeBands, wantedTexts } from '../../../src/report/sections/codes/work-list.js';
import { sampleReport } from '../sample-report.js';

const line = (code: string, support: number, recall: number, confusions: readonly [string, number][] = []) => ({
  code,
  classIndex: 0,
  support,
  predicted: support,
  precision: recall,
  recall,
  f1: recall,
  confusions: confusions.map(([given, weight]) => ({ given, weight, rowCount: weight, examples: [] })),
});
const code = (name: string, train: number, test: number, above: readonly string[] = []) => ({
  code: name,
  title: null,
  above,
  roleCounts: [train, 0, 0, test],
});

test('codes are wanted by what codes of twice their size do better, times their share of the rows', () => {
  // Bands of 4–7 and 8–15 training rows: recalls of (5·0.2 + 5·0.8)/10 = 0.5 and 0.9.
  const codes = [code('a', 4, 5), code('b', 7, 5), code('c', 8, 10), code('d', 0, 1)];
  const found = wantedTexts([line('a', 5, 0.2), line('b', 5, 0.8), line('c', 10, 0.9)], codes);
  const rows = 9 + 12 + 18 + 1;
  expect(found.map((each) => [each.code, each.trainRows])).toEqual([
    ['a', 4],
    ['b', 7],
  ]);
  expect(found[0]!.recall).toBeCloseTo((5 * 0.2 + 5 * 0.5) / 10, 12);
  expect(found[0]!.gain).toBeCloseTo((1000 * 9 * (0.9 - 0.35)) / rows, 9);
  expect(found[1]!.gain).toBeCloseTo((1000 * 12 * (0.9 - 0.65)) / rows, 9);
});

test('a code that does better than codes of twice its size, and one of the largest, are not on the list', () => {
  const codes = [code('a', 4, 50), code('b', 9, 50)];
  expect(wantedTexts([line('a', 50, 0.9), line('b', 50, 0.5)], codes)).toEqual([]);
});

test('pairs add up both directions and part below the deepest code that is above both', () => {
  const codes = [code('a1', 5, 5, ['all', 'a']), code('a2', 5, 5, ['all', 'a']), code('b1', 5, 5, ['all', 'b'])];
  const pairs = pairsOf(
    [
      line('a1', 5, 0.2, [['a2', 3]]),
      line('a2', 5, 0.2, [
        ['a1', 1],
        ['b1', 2],
      ]),
      line('b1', 5, 1),
    ],
    codes,
  );
  expect(pairs).toEqual([
    { codes: ['a1', 'a2'], weights: [3, 1], partBelow: 'a' },
    { codes: ['a2', 'b1'], weights: [2, 0], partBelow: 'all' },
  ]);
});

test('what is right is told by the size of codes, over their test rows', () => {
  const codes = [code('a', 1, 2), code('b', 1, 6), code('c', 6, 10), code('d', 9, 0), code('e', 0, 4)];
  expect(sizeBands([line('a', 2, 1), line('b', 6, 0.5), line('c', 10, 0.9), line('e', 4, 0)], codes)).toEqual([
    { trainRows: [1, 1], codeCount: 2, testRows: 8, recall: 5 / 8 },
    { trainRows: [4, 7], codeCount: 1, testRows: 10, recall: 0.9 },
  ]);
});

test('a code that opens says what twice its texts may be worth', () => {
  const sample = sampleReport();
  const page = renderReport(sample);
  const [wanted] = wantedTexts(sample.evaluation.perCode, sample.codes);
  const opened = (name: string): string => page.slice(page.indexOf(`data-sort="${name}"`)).split('</tbody>')[0] ?? '';
  expect(opened(wanted?.code ?? '')).toContain(`may help: its recall is about ${wanted?.recall.toFixed(3)}`);
  expect(opened('goods/kind-000')).toContain('nothing says that they would help');
});

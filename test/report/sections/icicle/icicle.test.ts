import { expect, test } from 'vitest';
import { certaintyOf, placeOf } from '../../../../src/report/sections/icicle/f1-colours.js';
import { icicle } from '../../../../src/report/sections/icicle/icicle.js';
import { sampleReport } from '../../sample-report.js';

test('a range begins with its lower end, and certainty falls with the width of the interval', () => {
  expect([0, 0.499, 0.5, 0.7, 0.849, 0.85, 1].map(placeOf)).toEqual([0, 0, 1, 2, 2, 3, 3]);
  expect([[0.5, 0.75], [0.2, 0.5], [0, 0.9], null].map((bounds) => certaintyOf(bounds as [number, number] | null).opacity)).toEqual([
    1, 0.55, 0.22, 0.22,
  ]);
});

test('a code is as high as its share of the rows, in both drawings, and has the colour of its F1', () => {
  const base = sampleReport();
  const codes = [
    { code: 'a', title: null, roleCounts: [30, 0, 0, 0] },
    { code: 'b', title: null, roleCounts: [10, 0, 0, 0] },
  ];
  const [first] = base.evaluation.perCode;
  const perCode = [
    { ...first, code: 'a', f1: 0.9, intervals: { precision: null, recall: null, f1: [0.85, 0.95] } },
    { ...first, code: 'b', f1: 0.2, intervals: { precision: null, recall: null, f1: [0, 0.9] } },
  ] as typeof base.evaluation.perCode;
  const drawn = icicle({ codes, evaluation: { ...base.evaluation, perCode, hierarchy: null } })?.text ?? '';
  const boxes = [...drawn.matchAll(/<path d="M0 (\S+)l(\S+) 0l0 (\S+)l[^"]*" fill="([^"]*)"[^>]*/g)].map(([all, y, , height, fill]) => [
    Number(y),
    Number(height),
    fill,
    /fill-opacity="([^"]*)"/.exec(all)?.[1] ?? '1',
  ]);
  const both = [
    [0, 420, 'var(--range-4)', '1'],
    [420, 140, 'var(--range-1)', '0.22'],
  ];
  expect(boxes).toEqual([...both, ...both]);
});

test('a run without codes has none', () => {
  expect(icicle({ codes: [], evaluation: sampleReport().evaluation })).toBeNull();
});

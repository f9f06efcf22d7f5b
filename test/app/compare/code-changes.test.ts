import { expect, test } from 'vitest';
import { codeChanges } from '../../../src/app/compare/code-changes.js';

const line = (code: string, f1: number, support: number, bounds: readonly [number, number] | null = null) => ({
  code,
  f1,
  support,
  intervals: { precision: null, recall: null, f1: bounds },
});

test('codes are better or worse by F1 times test rows, the most first', () => {
  const before = [line('a', 0.5, 10), line('b', 0.5, 100), line('c', 0.9, 4), line('d', 0.7, 5), line('gone', 0.1, 5)];
  const after = [line('a', 0.9, 10), line('b', 0.6, 100), line('c', 0.1, 6), line('d', 0.7, 5), line('new', 0.1, 5)];
  const { better, worse } = codeChanges(before, after);
  expect(better.map(({ code }) => code)).toEqual(['b', 'a']);
  expect(worse).toEqual([{ code: 'c', before: 0.9, after: 0.1, support: 4, isApart: false }]);
});

test('two codes whose intervals share nothing are told', () => {
  const { better } = codeChanges(
    [line('a', 0.5, 10, [0.4, 0.6]), line('b', 0.5, 10, [0.4, 0.6])],
    [line('a', 0.8, 10, [0.61, 0.9]), line('b', 0.8, 10, [0.59, 0.9])],
  );
  expect(better.map(({ code, isApart }) => [code, isApart])).toEqual([
    ['a', true],
    ['b', false],
  ]);
});

test('codes without test rows in one of the runs, and of runs without intervals, are not judged by them', () => {
  const { intervals: _, ...old } = line('a', 0.2, 3);
  expect(codeChanges([line('b', 0, 0), old], [line('b', 0.5, 4), line('a', 0.4, 3, [0.3, 0.5])])).toEqual({
    better: [{ code: 'a', before: 0.2, after: 0.4, support: 3, isApart: false }],
    worse: [],
  });
});

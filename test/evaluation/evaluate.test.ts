import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/evaluation/evaluate.js';
import { FIGURES } from '../../src/evaluation/figures/figures.js';
import { drawIntervals } from '../../src/evaluation/intervals/intervals-request.js';
import { evaluationRows } from './golden/evaluation-rows.js';

/** Written by the evaluation as it was before figures were a list. */
const golden = JSON.parse(readFileSync(new URL('./golden/evaluation.json', import.meta.url), 'utf8')) as { readonly metrics: object };

describe('the evaluation of rows', () => {
  test('has the same keys in the same order with the same bytes as ever, whatever came since', async () => {
    const { rows, request } = evaluationRows();
    const figures = FIGURES.filter(({ name }) => name in golden.metrics);
    expect(figures).toHaveLength(9);
    const {
      codeLists: _lists,
      hierarchy: _levels,
      asTheyCome: _design,
      perCode,
      ...others
    } = await evaluate(rows, request, async (asked) => drawIntervals(asked, figures), figures);
    const asThen = { ...others, perCode: perCode.map(({ intervals: _intervals, confusions: _confusions, ...line }) => line) };
    const inGoldenOrder = Object.fromEntries(Object.keys(golden).map((key) => [key, asThen[key as keyof typeof asThen]]));
    expect(JSON.stringify(inGoldenOrder)).toBe(JSON.stringify(golden));
    expect(Object.keys(asThen).sort()).toEqual(Object.keys(golden).sort());
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/evaluation/evaluate.js';
import { FIGURES } from '../../src/evaluation/figures/figures.js';
import { evaluationRows } from './golden/evaluation-rows.js';

/** Written by the evaluation as it was before figures were a list. */
const golden = JSON.parse(readFileSync(new URL('./golden/evaluation.json', import.meta.url), 'utf8')) as { readonly metrics: object };

describe('the evaluation of rows', () => {
  test('has the same keys in the same order with the same bytes as ever, whatever figures came since', () => {
    const { rows, request } = evaluationRows();
    const figures = FIGURES.filter(({ name }) => name in golden.metrics);
    expect(figures).toHaveLength(9);
    expect(JSON.stringify(evaluate(rows, request, figures))).toBe(JSON.stringify(golden));
  });
});

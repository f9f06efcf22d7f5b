import { expect, test } from 'vitest';
import { COMPARED_NAMES, type ComparedName, comparedFigure, FIGURES, figuresWithCard } from '../../../src/evaluation/figures/figures.js';

test('each name that two models are compared by is that of a figure of given codes', () => {
  expect(COMPARED_NAMES.length).toBeGreaterThan(1);
  for (const name of COMPARED_NAMES) expect(comparedFigure(name)).toMatchObject({ name, over: 'given-codes' });
});

test.each(['logLoss', 'no such figure'])('%s is none of them, and is refused', (name) => {
  expect(() => comparedFigure(name as ComparedName)).toThrow(RangeError);
});

test.each(['large', 'small'] as const)('the %s cards have the places from 1 on, one each', (size) => {
  const places = figuresWithCard(FIGURES, size).map(({ card }) => card.place);
  expect(places).toEqual(places.map((_, i) => i + 1));
});

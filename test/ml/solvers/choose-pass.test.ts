import { expect, it } from 'vitest';
import { bestPassOf, hasPeaked } from '../../../src/ml/solvers/choose-pass.js';

it('one pass that was lucky does not win over passes that all do well', () => {
  expect(bestPassOf([0.5, 0.58, 0.51, 0.56, 0.57, 0.56])).toBe(5);
});

it('a peak on either end counts two thirds, since one neighbour of it is missing', () => {
  // By hand: (2·0.60 + 0.54) / 3 = 0.58 and (0.60 + 2·0.54 + 0.60) / 4 = 0.57.
  expect(bestPassOf([0.6, 0.54, 0.6])).toBe(3);
  expect(bestPassOf([0.61, 0.54, 0.6])).toBe(1);
});

it('of passes that do equally well the last one is chosen, which is fitted better', () => {
  expect(bestPassOf([0.4, 0.5, 0.5, 0.5, 0.5])).toBe(5);
});

it('a fit of one pass has that one', () => {
  expect(bestPassOf([0.4])).toBe(1);
  expect(hasPeaked([0.4], 1)).toBe(false);
});

it('a dip behind the second pass does not end a curve that rises again', () => {
  const curve = [0.476, 0.505, 0.503, 0.504, 0.509, 0.513, 0.518, 0.524];
  for (let count = 1; count <= curve.length; count++) expect(hasPeaked(curve.slice(0, count), 3), `${count} passes`).toBe(false);
});

it('patience grows by one for every two passes that the curve rose', () => {
  const endOf = (rise: number, patience: number): number => {
    const curve = Array.from({ length: 60 }, (_, pass) => (pass < rise ? 0 : 1 - pass / 100));
    return curve.findIndex((_, pass) => hasPeaked(curve.slice(0, pass + 1), patience)) + 1;
  };
  // With r passes of nothing the smoothed peak is r + 2; the fit ends at peak + patience + half the peak, and a pass that is only a neighbour.
  expect([endOf(2, 1), endOf(2, 3), endOf(8, 3)]).toEqual([4 + 1 + 2 + 1, 4 + 3 + 2 + 1, 10 + 3 + 5 + 1]);
});

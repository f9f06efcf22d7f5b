import { expect, test } from 'vitest';
import { codeScores } from '../../../src/evaluation/paired/code-scores.js';

test('each code that has rows has the F1 of both models, by weight', () => {
  const label = Int32Array.of(0, 0, 1, 1);
  const candidate = Int32Array.of(0, 1, 1, 1);
  const champion = Int32Array.of(2, 0, 1, 0);
  const of = (weight: Float32Array | null) => codeScores({ classCount: 3, label, weight, predicted: [candidate, champion] });
  // 2 · right / (rows of the code + rows given it): candidate 2/(2+1) and 4/(2+3), champion 2/(2+2) and 2/(2+1).
  expect(of(null)).toEqual([
    { code: 0, candidate: 2 / 3, champion: 2 / 4 },
    { code: 1, candidate: 4 / 5, champion: 2 / 3 },
  ]);
  // The first row counts three times: candidate 6/(4+3), champion 2/(4+2).
  expect(of(Float32Array.of(3, 1, 1, 1))[0]).toEqual({ code: 0, candidate: 6 / 7, champion: 2 / 6 });
});

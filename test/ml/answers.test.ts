import { expect, it } from 'vitest';
import { copyAnswers, createAnswers, writeAnswer } from '../../src/ml/answers.js';

// Ties, rising, falling, and the best in the middle.
const ROWS = [
  [1, 3, 3, 0, 3],
  [1, 2, 3, 4, 5],
  [5, 4, 3, 2, 1],
  [0, -2, 7, 7, -1],
];

it.each([1, 2, 3, 5])('the %d best classes of a row stand best first, equal ones by class', (topCount) => {
  const answers = createAnswers(ROWS.length, topCount, [1]);
  ROWS.forEach((scores, row) => {
    writeAnswer(Float32Array.from(scores), row, row, answers);
  });
  const best = ROWS.map((scores) => [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, topCount));
  expect([...answers.top]).toEqual(best.flat());
  expect([...answers.topScores]).toEqual(best.flatMap((classes, row) => classes.map((k) => ROWS[row]![k])));
  expect([...answers.trueScore]).toEqual([1, 2, 3, 7]);

  const copy = createAnswers(ROWS.length, topCount, [1]);
  answers.logSumExp.set([1, 2, 3, 4]);
  copyAnswers(answers, copy);
  expect(copy).toEqual(answers);
});

it('a class that the model does not know has the score −∞', () => {
  const answers = createAnswers(1, 1, [1]);
  writeAnswer(Float32Array.of(1, 2), 0, -1, answers);
  expect(answers.trueScore[0]).toBe(Number.NEGATIVE_INFINITY);
});

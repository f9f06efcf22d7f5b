import { expect, test } from 'vitest';
import type { PassNews, PassRecord, RowFigures } from '../../src/ml/fit-record.js';
import { PassBoard } from '../../src/ml/pass-board.js';

const known = (pass: number) => ({
  pass,
  objective: 1 / pass,
  score: null,
  gradientNorm: 2 * pass,
  relativeGap: null,
  seconds: pass + 0.5,
});
const figures = (loss: number): RowFigures => ({ loss, macroF1: 0.1, microF1: 0.2, weightedF1: 0.3, accuracy: 0.4 });
/** Without validation rows at first. */
const record = (pass: number): PassRecord => ({
  ...known(pass),
  training: figures(3 / pass),
  validation: pass === 1 ? null : figures(4 / pass),
});
const news = (pass: number): PassNews => ({ ...known(pass), trainingLoss: 3 / pass, validationLoss: pass === 1 ? null : 4 / pass });

test('a second view of the board reads what was written, in order, from a number on', () => {
  const board = PassBoard.create(3);
  const [leader, watcher] = [new PassBoard(board), new PassBoard(board)];
  expect(watcher.read(0)).toEqual([]);

  leader.write(record(1));
  expect(watcher.read(0)).toEqual([news(1)]);
  leader.write(record(2));
  leader.write(record(3));

  expect(watcher.read(0)).toEqual([news(1), news(2), news(3)]);
  expect(watcher.read(1)).toEqual([news(2), news(3)]);
  expect(watcher.read(3)).toEqual([]);
});

test('a board holds as many passes as it was made for, and passes by the others', () => {
  const board = new PassBoard(PassBoard.create(2));
  for (const pass of [1, 2, 3]) board.write(record(pass));
  expect(board.read(0)).toEqual([news(1), news(2)]);
});

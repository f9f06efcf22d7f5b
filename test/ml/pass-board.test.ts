import { expect, test } from 'vitest';
import type { PassNews } from '../../src/ml/fit-record.js';
import { PassBoard } from '../../src/ml/pass-board.js';

const record = (pass: number): PassNews => ({
  pass,
  objective: 1 / pass,
  score: null,
  gradientNorm: 2 * pass,
  relativeGap: null,
  seconds: pass + 0.5,
});

test('a second view of the board reads what was written, in order, from a number on', () => {
  const board = PassBoard.create(3);
  const [leader, watcher] = [new PassBoard(board), new PassBoard(board)];
  expect(watcher.read(0)).toEqual([]);

  leader.write(record(1));
  expect(watcher.read(0)).toEqual([record(1)]);
  leader.write(record(2));
  leader.write(record(3));

  expect(watcher.read(0)).toEqual([record(1), record(2), record(3)]);
  expect(watcher.read(1)).toEqual([record(2), record(3)]);
  expect(watcher.read(3)).toEqual([]);
});

test('a board holds as many passes as it was made for, and passes by the others', () => {
  const board = new PassBoard(PassBoard.create(2));
  for (const pass of [1, 2, 3]) board.write(record(pass));
  expect(board.read(0)).toEqual([record(1), record(2)]);
});

import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { closePredictors, openPredictor } from '../../../src/tasks/score/open-predictor.js';
import { toyParts } from './toy-parts.js';

const [before, after] = [toyParts('before'), toyParts('after')];

test('while one model follows another, a worker has both open', () => {
  openPredictor(before.modelDigest, before);
  const second = openPredictor(after.modelDigest, after);
  closePredictors(60_000);
  const first = openPredictor(before.modelDigest, null);
  expect(first).toBeDefined();
  expect(openPredictor(after.modelDigest, null)).toBe(second);
});

test('then it gives back the memory of the one that nobody asks any more', async () => {
  const first = new WeakRef(openPredictor(before.modelDigest, before)!);
  openPredictor(after.modelDigest, after);
  await nextTurn();
  closePredictors(0);
  expect(openPredictor(before.modelDigest, null)).toBeUndefined();
  expect(openPredictor(after.modelDigest, null)).toBeDefined();
  expect(first.deref()).toBeUndefined();
});

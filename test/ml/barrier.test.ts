import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { abortTeam, Barrier, CONTROL, counterOf, createControl, pauseTeam, TeamAborted } from '../../src/ml/barrier.js';

/** Another thread, which runs JavaScript over the same control buffer once somebody waits; `done` is for it to say that it did. */
function secondThread(control: Int32Array, script: string): { done: Int32Array; ended: Promise<unknown> } {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const code = `const { control, done } = require('node:worker_threads').workerData;
    while (Atomics.load(control, ${CONTROL.arrived}) !== 1);
    Atomics.store(done, 0, 1);
    ${script}`;
  return { done, ended: once(new Worker(code, { eval: true, workerData: { control, done } }), 'exit') };
}

describe('a barrier', () => {
  test('lets a team of one go on at once', () => {
    const control = createControl(1);
    new Barrier(control, 1).wait();
    expect(control[CONTROL.generation]).toBe(0);
  });

  test('is opened by the last who comes, and is closed again for the next time', () => {
    const control = createControl(3);
    for (const round of [1, 2]) {
      control[CONTROL.arrived] = 2;
      new Barrier(control, 3).wait();
      expect([control[CONTROL.arrived], control[CONTROL.generation]]).toEqual([0, round]);
    }
  });

  test('holds who comes first until it is opened', async () => {
    const control = createControl(2);
    const open = `Atomics.store(control, ${CONTROL.arrived}, 0); Atomics.add(control, ${CONTROL.generation}, 1); Atomics.notify(control, ${CONTROL.generation});`;
    const { done, ended } = secondThread(control, open);
    new Barrier(control, 2).wait();
    expect(Atomics.load(done, 0)).toBe(1);
    await ended;
  });
});

describe('a team that is told to stop', () => {
  test('stops at its next barrier, whoever comes first or last or alone', () => {
    for (const [workerCount, arrived] of [
      [1, 0],
      [2, 0],
      [2, 1],
    ] as const) {
      const control = createControl(workerCount);
      control[CONTROL.arrived] = arrived;
      abortTeam(control);
      expect(() => new Barrier(control, workerCount).wait()).toThrow(TeamAborted);
    }
  });

  test('stops where it waits', async () => {
    const control = createControl(2);
    const { done, ended } = secondThread(control, `Atomics.store(control, ${CONTROL.abort}, 1);`);
    expect(() => new Barrier(control, 2).wait()).toThrow(TeamAborted);
    expect(Atomics.load(done, 0)).toBe(1);
    await ended;
  });
});

test('a pause is asked for without a stop', () => {
  const control = createControl(1);
  pauseTeam(control);
  expect([control[CONTROL.pause], control[CONTROL.abort]]).toEqual([1, 0]);
  new Barrier(control, 1).wait();
});

test('each worker has a counter in a cache line of its own, behind the words of the team and within the buffer', () => {
  const control = createControl(3);
  const lines = [0, 1, 2].map((worker) => Math.floor((4 * counterOf(worker)) / 64));
  expect(new Set([0, ...lines]).size).toBe(4);
  expect(Math.max(...Object.values(CONTROL))).toBeLessThan(counterOf(0));
  expect(counterOf(2)).toBeLessThan(control.length);
  expect(control.buffer).toBeInstanceOf(SharedArrayBuffer);
});

describe('a number that is waited for', () => {
  test('lets go on who finds it large enough, and holds others until it is', async () => {
    const control = createControl(2);
    const number = new Int32Array(new SharedArrayBuffer(4));
    number[0] = 3;
    new Barrier(control, 2).waitUntil(number, 3);
    const raise = 'const { number } = require("node:worker_threads").workerData; Atomics.store(number, 0, 4); Atomics.notify(number, 0);';
    const ended = once(new Worker(raise, { eval: true, workerData: { number } }), 'exit');
    new Barrier(control, 2).waitUntil(number, 4);
    expect(number[0]).toBe(4);
    await ended;
  });

  test('is waited for no longer once the team was told to stop', () => {
    const control = createControl(2);
    abortTeam(control);
    expect(() => new Barrier(control, 2).waitUntil(new Int32Array(new SharedArrayBuffer(4)), 1)).toThrow(TeamAborted);
  });
});

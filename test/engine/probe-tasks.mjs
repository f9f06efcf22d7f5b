// Tasks that misbehave on purpose, for the hosts beside the real ones.
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { fail } from '../../dist/core/failure.js';

const wait = (control) => {
  Atomics.add(control, 0, 1);
  Atomics.notify(control, 0);
  while (Atomics.load(control, 1) === 0) Atomics.wait(control, 1, 0, 1000);
};

export const probeTasks = {
  double: ({ value }) => 2 * value,
  same: (input) => input,
  thread: () => threadId,
  /** Says in a folder that it has started, and answers once that holds a file `release`, or is gone. */
  wait: async ({ folder, value }) => {
    writeFileSync(`${folder}/started-${value}`, '');
    while (existsSync(folder) && !existsSync(`${folder}/release`)) await sleep(5);
    return value;
  },
  /** Ends the worker once another input waits. */
  waitOrExit: async ({ folder, value, exit }) => {
    if (exit !== true) return probeTasks.wait({ folder, value });
    while (!existsSync(`${folder}/started-0`)) await sleep(5);
    return process.exit(7);
  },
  sum: ({ numbers, factor }) => numbers.reduce((sum, value) => sum + factor * value, 0),
  /** Says that it has started (word 0), waits to be released (word 1), then answers. */
  hold: ({ control, value }) => {
    wait(control);
    return value;
  },
  /** Meets the other members: each adds one and waits until all have. Word 2 tells them to stop waiting. */
  meet: ({ control, count, value }) => {
    Atomics.add(control, 0, 1);
    Atomics.notify(control, 0);
    for (;;) {
      const arrived = Atomics.load(control, 0);
      if (arrived >= count) return value;
      if (Atomics.load(control, 2) !== 0) return 'stopped';
      Atomics.wait(control, 0, arrived, 1000);
    }
  },
  meetOrExit: ({ control, count, value, exit }) => (exit === true ? process.exit(7) : probeTasks.meet({ control, count, value })),
  fill: ({ numbers, from, to, value }) => {
    for (let i = from; i < to; i++) numbers[i] = value;
    return numbers.length;
  },
  failure: ({ where }) => {
    throw fail('data.contract', { what: 'a planted failure', where, got: 'this', wanted: 'that' });
  },
  bug: () => {
    throw new TypeError('a planted bug');
  },
  exit: () => process.exit(7),
  /** Ends as if all were well. */
  leave: () => process.exit(0),
  heap: () => {
    const hoard = [];
    for (;;) hoard.push(new Array(1000).fill(hoard.length));
  },
  later: () => {
    setTimeout(() => {
      throw new Error('a planted error of a callback');
    });
    return new Promise(() => {});
  },
  unclonable: () => () => 1,
  full: () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  },
};

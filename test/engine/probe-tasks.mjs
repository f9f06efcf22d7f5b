// Tasks that misbehave on purpose, for the hosts beside the real ones.
import { threadId } from 'node:worker_threads';
import { fail } from '../../dist/core/failure.js';

const wait = (control) => {
  Atomics.add(control, 0, 1);
  Atomics.notify(control, 0);
  while (Atomics.load(control, 1) === 0) Atomics.wait(control, 1, 0, 1000);
};

export const probeTasks = {
  double: ({ value }) => 2 * value,
  thread: () => threadId,
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
  holdOrExit: ({ control, value, exit }) => {
    if (exit !== true) wait(control);
    while (Atomics.load(control, 0) === 0) Atomics.wait(control, 0, 0, 1000);
    return exit === true ? process.exit(7) : value;
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

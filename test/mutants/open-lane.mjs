import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const LANE = fileURLToPath(new URL('lane.mjs', import.meta.url));

/** No lane outlives this process. */
const ends = [];
process.on('exit', () => ends.forEach((end) => void end()));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** The lane of a number, which runs one request at a time. One that does not answer in time is ended with all its children, and a new one is started. */
export function openLane(number) {
  let child;

  async function start() {
    // A group of its own, so that a hung test goes with it.
    child = fork(LANE, [String(number)], { detached: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await once(child, 'message');
  }

  function end() {
    if (child === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is over.
    }
    child = undefined;
  }

  ends.push(end);

  return {
    async run(request, limitSeconds) {
      if (child === undefined) await start();
      const answer = once(child, 'message').then(([message]) => message);
      child.send(request);
      let timer;
      const late = new Promise((resolve) => {
        timer = setTimeout(() => resolve({ isLate: true }), limitSeconds * 1000);
      });
      // Not for the mutant: whoever ends a whole process, the machine or a person, says nothing about it.
      let tellGone;
      const gone = new Promise((resolve) => {
        tellGone = (code, signal) => resolve({ error: `a lane has ended by itself: ${signal ?? code}` });
      });
      child.once('exit', tellGone);
      const outcome = await Promise.race([answer, late, gone]);
      child.off('exit', tellGone);
      clearTimeout(timer);
      if (outcome.isLate) end();
      return outcome;
    },
    close: end,
  };
}

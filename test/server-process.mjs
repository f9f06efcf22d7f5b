// What starts and stops servers of the tests.
import { createServer } from 'node:net';

/** Servers of tests listen nowhere else. */
export const LOOPBACK = '127.0.0.1';

/** A port of loopback that nothing listens on. */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, LOOPBACK, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Sends a signal to a process group that may have ended. */
export function tellGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended meanwhile.
  }
}

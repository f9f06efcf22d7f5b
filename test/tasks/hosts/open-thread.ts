import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { TaskAnswer } from '../../../src/engine/task-protocol.js';
import type { OpenHost } from './task-host-contract.js';

/** A thread that runs a host file, for the contract. */
export function openThread(hostUrl: URL): OpenHost {
  const thread = new Worker(new URL('probe-thread.mjs', import.meta.url), { workerData: hostUrl.href });
  return {
    async ask(request) {
      const answered = once(thread, 'message') as Promise<[TaskAnswer]>;
      thread.postMessage(request);
      return (await answered)[0];
    },
    async close() {
      await thread.terminate();
    },
  };
}

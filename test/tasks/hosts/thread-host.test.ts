import { openThread } from './open-thread.js';
import { describeTaskHost } from './task-host-contract.js';

describeTaskHost('thread host', {
  open: () => openThread(new URL('../../../dist/tasks/hosts/thread-host.js', import.meta.url)),
  openProbe: () => openThread(new URL('../../engine/task-host.mjs', import.meta.url)),
});

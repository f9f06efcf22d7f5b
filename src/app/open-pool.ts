import { fileURLToPath } from 'node:url';
import { distUrl } from '../core/process/dist-url.js';
import { lazyPool } from '../engine/piscina/lazy-pool.js';
import { PiscinaEngine } from '../engine/piscina/piscina-engine.js';
import type { TaskEngine } from '../engine/task-engine.js';
import type { Tasks } from '../tasks/task-table.js';
import type { MemoryBudget } from './memory-budget.js';

/** Tasks that call native code: their worker may not be terminated while they run. */
const NATIVE_TASKS: ReadonlySet<keyof Tasks> = new Set(['prepare-shard']);

/** Worker threads within a share of the promised memory. */
export function openPool(workerCount: number, { workerHeapBytes }: Pick<MemoryBudget, 'workerHeapBytes'>): TaskEngine<Tasks> {
  const workerHeapMb = Math.floor(workerHeapBytes / 2 ** 20);
  const options = { workerCount, hostFile: fileURLToPath(distUrl('program/thread-host.js')), workerHeapMb, waitedFor: NATIVE_TASKS };
  return lazyPool(workerCount, () => new PiscinaEngine<Tasks>(options));
}

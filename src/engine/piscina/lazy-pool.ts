import type { TaskEngine } from '../task-engine.js';

/** A pool whose threads start with the first task: whoever has none, or is refused before, waits for none of them. */
export function lazyPool<Tasks>(workerCount: number, start: () => TaskEngine<Tasks>): TaskEngine<Tasks> {
  let pool: TaskEngine<Tasks> | undefined;
  const started = (): TaskEngine<Tasks> => {
    pool ??= start();
    return pool;
  };
  return {
    workerCount,
    get isStarted() {
      return pool !== undefined;
    },
    map: async (...given) => started().map(...given),
    gang: async (...given) => started().gang(...given),
    close: async () => pool?.close(),
  };
}

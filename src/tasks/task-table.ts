import type { PrepareShardInput, PrepareShardOutput } from './prepare-shard.js';

/**
 * Every task that runs inside a worker: name → input and output. A task is the default-exported function of the
 * file of the same name in this folder; `loadTask` finds it there.
 */
export interface Tasks {
  echo: { input: number; output: number };
  'prepare-shard': { input: PrepareShardInput; output: PrepareShardOutput };
}

import type { TaskEngine } from '../engine/task-engine.js';
import type { Workers } from '../estimators/estimator.js';
import type { Tasks } from '../tasks/task-table.js';

/** A worker pool as a kind of model sees it, with room for what the kind keeps there. */
// What a task of a kind gives back, the kind's own files say: its type is taken on trust here, and nowhere else.
export function makeWorkers(tasks: TaskEngine<Tasks>, kind: string, of: Workers['of']): Workers {
  const kept = new Map<string, unknown>();
  return {
    workerCount: tasks.workerCount,
    of,
    keep: <Kept>(name: string, make: () => Kept): Kept => {
      if (!kept.has(name)) kept.set(name, make());
      return kept.get(name) as Kept;
    },
    gang: async <Output>(task: string, inputs: readonly unknown[], onFailure: () => void, signal?: AbortSignal) => {
      const wrapped = inputs.map((input) => ({ kind, task, input }));
      return (await tasks.gang('kind-task', wrapped, onFailure, signal === undefined ? {} : { signal })) as readonly Output[];
    },
    map: async <Output>(task: string, inputs: Iterable<unknown>, signal?: AbortSignal) => {
      return (await tasks.map('kind-task', wrap(inputs, kind, task), signal === undefined ? {} : { signal })) as readonly Output[];
    },
  };
}

function* wrap(inputs: Iterable<unknown>, kind: string, task: string) {
  for (const input of inputs) yield { kind, task, input };
}

import type { TaskEngine } from '../engine/task-engine.js';
import type { ModelKind, Workers } from '../estimators/estimator.js';
import type { Tasks } from '../tasks/task-table.js';

const known = new WeakMap<TaskEngine<Tasks>, Map<string, Workers>>();

/** A worker pool as a kind of model sees it: one object a pool and kind, so that a kind can tell what it left there. */
export function workersOf(tasks: TaskEngine<Tasks>, { name }: Pick<ModelKind, 'name'>): Workers {
  const ofPool = known.get(tasks) ?? new Map<string, Workers>();
  known.set(tasks, ofPool);
  const workers = ofPool.get(name) ?? makeWorkers(tasks, name);
  ofPool.set(name, workers);
  return workers;
}

// What a task of a kind gives back, the kind's own files say: its type is taken on trust here, and nowhere else.
function makeWorkers(tasks: TaskEngine<Tasks>, kind: string): Workers {
  return {
    workerCount: tasks.workerCount,
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

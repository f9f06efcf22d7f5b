import type { Tasks } from './task-table.js';
import type { TaskTools } from './task-tools.js';

type TaskFunction = (input: unknown, tools: TaskTools) => unknown;

/** The file of a task: its default export takes what the table says, and the tools of its host, and returns what the table says. */
type TaskFile<Task> = Task extends { input: infer Input; output: infer Output }
  ? { readonly default: (input: Input, tools: TaskTools) => Output | Promise<Output> }
  : never;

/** Where each task of the table lies; its file is loaded when it is first asked for. */
const FILES: { readonly [Name in keyof Tasks]: () => Promise<TaskFile<Tasks[Name]>> } = {
  echo: () => import('./echo/echo.js'),
  'prepare-shard': () => import('./prepare/prepare-shard.js'),
  'count-ngrams': () => import('./features/count-ngrams.js'),
  'count-documents': () => import('./features/documents/count-documents.js'),
  'merge-documents': () => import('./features/documents/merge-documents.js'),
  'build-matrix': () => import('./features/build-matrix.js'),
  'build-held-out': () => import('./features/build-held-out.js'),
  'predict-rows': () => import('./score/predict-rows.js'),
  'find-words': () => import('./score/find-words.js'),
  'judge-rows': () => import('./score/judge-rows.js'),
  'figure-intervals': () => import('./score/figure-intervals.js'),
  'measure-coding': () => import('./score/measure-coding.js'),
  'measure-memory': () => import('./score/measure-memory.js'),
  'synth-coicop-blocks': () => import('./synth-coicop/synth-coicop-blocks.js'),
  'give-back': () => import('./memory/give-back.js'),
  'kind-task': () => import('./kind/kind-task.js'),
  'score-rows': () => import('./score/score-rows.js'),
  'serve-rows': () => import('./score/serve-rows.js'),
  'sort-rows': () => import('./rows/sort-rows.js'),
  'merge-rows': () => import('./rows/merge-rows.js'),
};

const loaded = new Map<string, TaskFunction>();

/** Finds a task's function: the default export of its file. */
export async function loadTask(name: string): Promise<TaskFunction> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  if (!Object.hasOwn(FILES, name)) throw new Error(`no task is called ${JSON.stringify(name)}`);
  const file = await FILES[name as keyof Tasks]();
  const run = file.default as TaskFunction;
  loaded.set(name, run);
  return run;
}

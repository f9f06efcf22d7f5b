import { loadTask } from '../load-task.js';
import type { TaskTools } from '../task-tools.js';

/** The tools of both hosts. The engine is loaded when a task first asks for it: it is native code that most tasks never need. */
const TOOLS: TaskTools = {
  async openTables(resources) {
    const { DuckDbEngine } = await import('../../engine/duckdb/duckdb-engine.js');
    return DuckDbEngine.open(resources);
  },
};

/** Finds a task of the table by its name, and gives it the tools of a host. */
export async function findTask(name: string): Promise<(input: unknown) => unknown> {
  const run = await loadTask(name);
  return (input) => run(input, TOOLS);
}

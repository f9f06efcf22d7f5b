type TaskFunction = (input: unknown) => unknown;

const loaded = new Map<string, TaskFunction>();

/** Finds a task's function: the default export of the file of the same name in this folder. */
export async function loadTask(name: string): Promise<TaskFunction> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  if (!/^[a-z][a-z-]*$/.test(name)) throw new Error(`no task can be called ${JSON.stringify(name)}`);
  const module = (await import(`./${name}.js`)) as { default: TaskFunction };
  loaded.set(name, module.default);
  return module.default;
}

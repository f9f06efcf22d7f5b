import { namesIn, placeholdersIn, type Task, type Template, type WorkflowSpec } from './workflow-file.js';

/** Everything about the names of a workflow that Argo would stumble over, or that it would leave as it stands. Empty when all is well. */
export function faultsOf(spec: WorkflowSpec): readonly string[] {
  const names = spec.templates.map(({ name }) => name);
  return [
    ...(names.includes(spec.entrypoint) ? [] : [`no template ${spec.entrypoint}, the entrypoint`]),
    ...doubles(names),
    ...spec.templates.flatMap((template) => (template.dag === undefined ? containerFaults(template, spec) : graphFaults(template.dag.tasks, spec))),
  ];
}

function containerFaults({ name, inputs, container }: Template, spec: WorkflowSpec): readonly string[] {
  if (container === undefined) return [`template ${name} does nothing`];
  const declared = [
    ...(inputs?.parameters ?? []).map((parameter) => `inputs.parameters.${parameter.name}`),
    ...spec.arguments.parameters.map((parameter) => `workflow.parameters.${parameter.name}`),
  ];
  const used = [container.image, ...container.command, ...container.args].flatMap(placeholdersIn);
  const volumes = spec.volumes.map((volume) => volume.name);
  return [
    ...used.filter((placeholder) => !declared.includes(placeholder)).map((placeholder) => `${name}: ${placeholder} is not declared`),
    ...declared.filter((one) => one.startsWith('inputs.') && !used.includes(one)).map((one) => `${name}: ${one} is not used`),
    ...container.volumeMounts.filter((mount) => !volumes.includes(mount.name)).map((mount) => `${name}: no volume ${mount.name}`),
  ];
}

function graphFaults(tasks: readonly Task[], spec: WorkflowSpec): readonly string[] {
  const names = tasks.map(({ name }) => name);
  return [
    ...doubles(names),
    ...tasks.flatMap((task) => namesIn(task.depends).flatMap((name) => (names.includes(name) ? [] : [`${task.name}: no task ${name}`]))),
    ...tasks.flatMap((task) => argumentFaults(task, spec)),
    ...(orderOf(tasks) === undefined ? ['the graph has a cycle'] : []),
  ];
}

/** A template is handed what it declares, no less and no more. */
function argumentFaults(task: Task, spec: WorkflowSpec): readonly string[] {
  const template = spec.templates.find(({ name }) => name === task.template);
  if (template === undefined) return [`${task.name}: no template ${task.template}`];
  const wanted = (template.inputs?.parameters ?? []).map(({ name }) => name).sort();
  const given = (task.arguments?.parameters ?? []).map(({ name }) => name).sort();
  const items = (task.arguments?.parameters ?? []).flatMap(({ value }) => placeholdersIn(value));
  return [
    ...(wanted.join() === given.join() ? [] : [`${task.name}: given ${given.join()}, wanted ${wanted.join()}`]),
    ...items.filter((item) => item !== 'item' || task.withSequence === undefined).map((item) => `${task.name}: ${item} is nothing`),
  ];
}

function doubles(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `two are called ${name}`);
}

/** The tasks so that each comes after those that it depends on; undefined when they go in a circle. */
export function orderOf(tasks: readonly Task[]): readonly Task[] | undefined {
  const ordered: Task[] = [];
  while (ordered.length < tasks.length) {
    const next = tasks.find((task) => !ordered.includes(task) && namesIn(task.depends).every((name) => ordered.some((done) => done.name === name)));
    if (next === undefined) return undefined;
    ordered.push(next);
  }
  return ordered;
}

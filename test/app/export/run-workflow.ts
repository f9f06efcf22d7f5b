import { type CliResult, spawnCli } from '../../cli/run-cli.js';
import { orderOf } from './check-workflow.js';
import { isRetried, type Task, type Template, type WorkflowSpec } from './workflow-file.js';

/** One start of a step's command. */
export interface StepRun extends CliResult {
  readonly task: string;
  readonly item: number | null;
  readonly folder: string;
}

/** Where the volumes of a workflow lie here: steps are given the project folders in turn, as machines with a checkout each. */
export interface Places {
  readonly projects: readonly string[];
  readonly workspace: string;
}

/**
 * Does what Argo does with a workflow: each task after those that it depends on, items side by side, each command in the volumes that it
 * mounts, again as often as the retry strategy says. A task whose condition does not come true is left out.
 */
export async function runWorkflow(spec: WorkflowSpec, places: Places): Promise<readonly StepRun[]> {
  const flow = spec.templates.find(({ name }) => name === spec.entrypoint)?.dag?.tasks ?? [];
  const phases = new Map<string, 'Succeeded' | 'Failed' | 'Omitted'>();
  const done: StepRun[] = [];
  for (const task of orderOf(flow) ?? []) {
    if (!isMet(task.depends, phases)) {
      phases.set(task.name, 'Omitted');
      continue;
    }
    const items = task.withSequence === undefined ? [null] : Array.from({ length: Number(task.withSequence.count) }, (_, item) => item);
    const runs = await Promise.all(items.map((item, index) => runStep(spec, task, item, places, done.length + index)));
    done.push(...runs.flat());
    phases.set(task.name, runs.every((attempts) => attempts.at(-1)?.exitCode === 0) ? 'Succeeded' : 'Failed');
  }
  return done;
}

/** Names alone mean success; of operators there is only "or". */
function isMet(depends: string | undefined, phases: ReadonlyMap<string, string>): boolean {
  if (depends === undefined) return true;
  return depends.split(' || ').some((term) => {
    const [name, phase = 'Succeeded'] = term.split('.');
    return phases.get(name as string) === phase;
  });
}

async function runStep(spec: WorkflowSpec, task: Task, item: number | null, places: Places, turn: number): Promise<readonly StepRun[]> {
  const template = spec.templates.find(({ name }) => name === task.template) as Template;
  const folder = places.projects[turn % places.projects.length] as string;
  const mounts: Readonly<Record<string, string>> = { project: folder, workspace: places.workspace };
  const values = new Map<string, string>([
    ...spec.arguments.parameters.map(({ name, value }) => [`{{workflow.parameters.${name}}}`, value] as const),
    ...(task.arguments?.parameters ?? []).map(
      ({ name, value }) => [`{{inputs.parameters.${name}}}`, value.replace('{{item}}', String(item))] as const,
    ),
  ]);
  const args = (template.container?.args ?? []).map((arg) => {
    const mount = template.container?.volumeMounts.find(({ mountPath }) => mountPath === arg);
    return mount === undefined ? (values.get(arg) ?? arg) : (mounts[mount.name] as string);
  });
  const attempts: StepRun[] = [];
  do attempts.push({ ...(await spawnCli(args, '/')), task: task.name, item, folder });
  while (attempts.length <= Number(template.retryStrategy?.limit) && isRetried(template, attempts.at(-1)?.exitCode ?? -1));
  return attempts;
}

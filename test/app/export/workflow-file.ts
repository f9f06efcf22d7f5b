import { parse } from 'yaml';

/** The keys of a workflow that its readers here know. */
export interface WorkflowSpec {
  readonly entrypoint: string;
  readonly arguments: Arguments;
  readonly volumes: readonly { readonly name: string; readonly persistentVolumeClaim: { readonly claimName: string } }[];
  readonly templates: readonly Template[];
}

export interface Template {
  readonly name: string;
  readonly inputs?: { readonly parameters: readonly { readonly name: string }[] };
  readonly dag?: { readonly tasks: readonly Task[] };
  readonly container?: {
    readonly image: string;
    readonly command: readonly string[];
    readonly args: readonly string[];
    readonly resources: { readonly requests: Readonly<Record<string, string>>; readonly limits: Readonly<Record<string, string>> };
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  };
  readonly retryStrategy?: { readonly limit: string; readonly retryPolicy: string; readonly expression: string };
}

export interface Task {
  readonly name: string;
  readonly template: string;
  readonly depends?: string;
  readonly arguments?: Arguments;
  readonly withSequence?: { readonly count: string };
}

interface Arguments {
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
}

/** The specification in a workflow file, whether it is submitted or scheduled. */
export function readWorkflow(yaml: string): WorkflowSpec {
  const object = parse(yaml) as { readonly kind: string; readonly spec: WorkflowSpec & { readonly workflowSpec: WorkflowSpec } };
  return object.kind === 'CronWorkflow' ? object.spec.workflowSpec : object.spec;
}

/** The tasks that a `depends` names. */
export function namesIn(depends = ''): readonly string[] {
  return [...depends.matchAll(/([A-Za-z][\w-]*)(?:\.\w+)?/g)].map((match) => match[1] as string);
}

/** What the `{{…}}` of a text name. */
export function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(/\{\{([^}]*)\}\}/g)].map((match) => (match[1] as string).trim());
}

/** Whether a step that ended with this code is tried again. */
export function isRetried({ retryStrategy }: Template, exitCode: number): boolean {
  const codes = /^asInt\(lastRetry\.exitCode\) not in \[([\d, ]+)\]$/.exec(retryStrategy?.expression ?? '')?.[1];
  if (codes === undefined) throw new Error(`not understood: ${retryStrategy?.expression}`);
  return exitCode !== 0 && !codes.split(', ').map(Number).includes(exitCode);
}

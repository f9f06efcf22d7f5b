import { FAILURES, type FailureCode } from '../../core/failure.js';

/** What a workflow is made of. */
export interface WorkflowFacts {
  /** Of the pipeline. */
  readonly name: string;
  /** Path of the pipeline file from the project folder. */
  readonly pipelineFile: string;
  /** `key=value` settings over the file. */
  readonly settings: readonly string[];
  /** Trials that run in pods of their own; 0 or 1: the search is one step. */
  readonly trialCount: number;
  readonly image: string;
  /** When it runs, as cron has it; null: when it is submitted. */
  readonly cron: string | null;
  readonly workerCount: number;
  /** The promise of memory that each step is held to. */
  readonly memoryBytes: number;
  /** What a whole run takes at its peak. */
  readonly peakMemoryBytes: number;
}

/** A stage range as a task of the graph, by its name. */
interface Task {
  readonly name: string;
  readonly template: string;
  readonly depends?: string;
  readonly arguments: { readonly parameters: readonly Parameter[] };
  readonly withSequence?: { readonly count: string };
}

interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** Trying again changes nothing: wrong usage, bad data, what the gate says, a difference. */
const NEVER_RETRIED: readonly FailureCode[] = ['usage.wrong-value', 'data.unreadable', 'gate.refused', 'gate.cannot-tell', 'reproduce.different'];

const PROJECT = '/project';
const WORKSPACE = '/workspace';

/** Who the image runs as (docker/Dockerfile): the workspace is made writable for it. */
const IMAGE_USER = 1000;

/** Argo names the objects of a schedule after it, with a time behind: at most 52 characters. */
const MOST_NAME = 52;

/**
 * A pipeline as an object of Argo Workflows: prepare → one pod a trial → train → gate → promote, all on one workspace. A `CronWorkflow`
 * where a schedule is given (Argo 3.6 and later), else a `Workflow`.
 */
export function argoWorkflow(facts: WorkflowFacts): Readonly<Record<string, unknown>> {
  const name = objectName(facts.name);
  const head = { apiVersion: 'argoproj.io/v1alpha1' };
  if (facts.cron === null) return { ...head, kind: 'Workflow', metadata: { generateName: `${name}-` }, spec: workflowSpec(facts) };
  // A night that is late must not meet the next one, and one that was missed by an hour is left to that.
  const when = { schedules: [facts.cron], timezone: 'Etc/UTC', concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 3600 };
  return { ...head, kind: 'CronWorkflow', metadata: { name }, spec: { ...when, workflowSpec: workflowSpec(facts) } };
}

function objectName(pipeline: string): string {
  const plain = pipeline.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `millrace-${plain}`.slice(0, MOST_NAME).replace(/^-+|-+$/g, '');
}

function workflowSpec(facts: WorkflowFacts) {
  const { image, pipelineFile } = facts;
  const pipeline = '{{workflow.parameters.pipeline}}';
  return {
    entrypoint: 'flow',
    securityContext: { runAsNonRoot: true, runAsUser: IMAGE_USER, fsGroup: IMAGE_USER },
    arguments: {
      parameters: [
        { name: 'image', value: image },
        { name: 'pipeline', value: pipelineFile },
      ],
    },
    volumes: [
      { name: 'project', persistentVolumeClaim: { claimName: 'millrace-project', readOnly: true } },
      { name: 'workspace', persistentVolumeClaim: { claimName: 'millrace-workspace' } },
    ],
    templates: [
      { name: 'flow', dag: { tasks: flowTasks(facts.trialCount) } },
      commandTemplate('stages', ['start-at', 'until'], ['run', pipeline, ...facts.settings], facts),
      ...(facts.trialCount > 1 ? [commandTemplate('trial', ['trial'], ['run', pipeline, ...facts.settings], facts)] : []),
    ],
  };
}

function flowTasks(trialCount: number): readonly Task[] {
  const isFanned = trialCount > 1;
  const fan: Task = {
    name: 'trials',
    template: 'trial',
    depends: 'prepare',
    arguments: { parameters: [{ name: 'trial', value: '{{item}}' }] },
    withSequence: { count: String(trialCount) },
  };
  return [
    rangeTask('prepare', 'source', 'features'),
    ...(isFanned ? [fan] : []),
    rangeTask('train', 'search', 'bundle', isFanned ? 'trials' : 'prepare'),
    rangeTask('gate', 'compare', 'compare', 'train'),
    // Whatever the gate says: it promotes only what the gate passes, and ends as the gate does; but a refused model too gets its
    // number, its manifest and its report.
    rangeTask('promote', 'compare', 'register', 'gate.Succeeded || gate.Failed'),
  ];
}

function rangeTask(name: string, startAt: string, until: string, depends?: string): Task {
  const parameters = [
    { name: 'start-at', value: startAt },
    { name: 'until', value: until },
  ];
  return { name, template: 'stages', ...(depends === undefined ? {} : { depends }), arguments: { parameters } };
}

/** A container of the program whose inputs are options of the command. */
function commandTemplate(name: string, inputs: readonly string[], command: readonly string[], facts: WorkflowFacts) {
  const { workerCount, memoryBytes, peakMemoryBytes } = facts;
  const options = inputs.flatMap((input) => [`--${input}`, `{{inputs.parameters.${input}}}`]);
  const memory = `${Math.ceil(peakMemoryBytes / 2 ** 20)}Mi`;
  return {
    name,
    inputs: { parameters: inputs.map((input) => ({ name: input })) },
    retryStrategy: retryStrategy(),
    container: {
      image: '{{workflow.parameters.image}}',
      command: ['millrace'],
      args: [
        ...command,
        ...options,
        '-C',
        PROJECT,
        '--workspace',
        WORKSPACE,
        '--workers',
        String(workerCount),
        '--memory',
        `${memoryBytes}B`,
        '--json',
      ],
      resources: { requests: { cpu: String(workerCount), memory }, limits: { memory } },
      volumeMounts: [
        { name: 'project', mountPath: PROJECT, readOnly: true },
        { name: 'workspace', mountPath: WORKSPACE },
      ],
    },
  };
}

function retryStrategy() {
  const codes = NEVER_RETRIED.map((code) => FAILURES[code].exitCode).join(', ');
  return {
    limit: '2',
    retryPolicy: 'Always',
    backoff: { duration: '1m', factor: '2' },
    expression: `asInt(lastRetry.exitCode) not in [${codes}]`,
  };
}

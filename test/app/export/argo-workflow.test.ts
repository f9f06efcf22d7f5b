import type { WriteStream } from 'node:tty';
import { describe, expect, test } from 'vitest';
import { argoWorkflow, type WorkflowFacts } from '../../../src/app/export/argo-workflow.js';
import { chooseRange } from '../../../src/app/flow/stage-range.js';
import { type Call, createProgram } from '../../../src/cli/program.js';
import { formatYaml } from '../../../src/config/yaml/format-yaml.js';
import { FAILURES } from '../../../src/core/failure.js';
import { faultsOf } from './check-workflow.js';
import { isRetried, readWorkflow, type Template, type WorkflowSpec } from './workflow-file.js';

const FACTS: WorkflowFacts = {
  name: 'Business activity, NACE',
  pipelineFile: 'pipelines/a.yaml',
  settings: ['split.seed=7', 'search.grid.l2=[1e-4, 1e-5]'],
  trialCount: 2,
  image: 'millrace:1.0.0',
  cron: null,
  workerCount: 2,
  memoryBytes: 2 ** 30,
  peakMemoryBytes: 1.5 * 2 ** 30,
};

const specOf = (facts: Partial<WorkflowFacts> = {}): WorkflowSpec => readWorkflow(formatYaml(argoWorkflow({ ...FACTS, ...facts })));
const tasksOf = (spec: WorkflowSpec) => spec.templates.flatMap(({ dag }) => dag?.tasks ?? []);
const containersOf = (spec: WorkflowSpec): readonly Template[] => spec.templates.filter(({ container }) => container !== undefined);

/** What the command line makes of the arguments of a step. */
async function parse(args: readonly string[]): Promise<Call> {
  const calls: Call[] = [];
  await createProgram('0', process.stdout as WriteStream, (call) => calls.push(call)).parseAsync([...args], { from: 'user' });
  return calls[0] as Call;
}

describe('the workflow of a pipeline', () => {
  test.each([{}, { trialCount: 1 }, { trialCount: 0 }, { cron: '0 2 * * *' }])('names only what is there, for %j', (facts) => {
    expect(faultsOf(specOf(facts))).toEqual([]);
  });

  test('runs the trials side by side where there are several, and the search as one step where not', () => {
    expect(tasksOf(specOf()).map(({ name, depends, withSequence }) => [name, depends, withSequence?.count])).toEqual([
      ['prepare', undefined, undefined],
      ['trials', 'prepare', '2'],
      ['train', 'trials', undefined],
      ['gate', 'train', undefined],
      ['promote', 'gate.Succeeded || gate.Failed', undefined],
    ]);
    expect(tasksOf(specOf({ trialCount: 1 })).map(({ name }) => name)).toEqual(['prepare', 'train', 'gate', 'promote']);
  });

  test('has steps that the command line understands, each a range of stages that is there', async () => {
    const spec = specOf();
    for (const task of tasksOf(spec)) {
      const template = spec.templates.find(({ name }) => name === task.template) as Template;
      const values = new Map(task.arguments?.parameters.map(({ name, value }) => [`{{inputs.parameters.${name}}}`, value.replace('{{item}}', '1')]));
      const { args, options } = await parse((template.container?.args ?? []).map((arg) => values.get(arg) ?? arg));
      expect(args).toEqual(['{{workflow.parameters.pipeline}}', FACTS.settings]);
      expect(options).toMatchObject({ directory: '/project', workspace: '/workspace', workers: '2', memory: '1073741824B', json: true });
      const { startAt, until, trial } = options as Record<string, string>;
      expect(() => chooseRange({ startAt, until, trial: trial === undefined ? undefined : Number(trial) })).not.toThrow();
    }
  });

  test('never tries again what would end the same', () => {
    const retried = (code: number) => containersOf(specOf()).map((template) => isRetried(template, code));
    for (const code of [2, 3, 10, 11, 12]) expect(retried(code), `exit code ${code}`).toEqual([false, false]);
    for (const code of [1, 4, 5, 137, 143]) expect(retried(code), `exit code ${code}`).toEqual([true, true]);
    const never = Object.values(FAILURES).filter(({ exitCode }) => !retried(exitCode)[0]);
    expect([...new Set(never.map(({ exitCode }) => exitCode))]).toEqual([2, 3, 10, 11, 12]);
  });

  test('asks for the memory of the forecast and the cores of the workers', () => {
    for (const { container } of containersOf(specOf()))
      expect(container?.resources).toEqual({ requests: { cpu: '2', memory: '1536Mi' }, limits: { memory: '1536Mi' } });
  });

  test('is scheduled where a time is given, one night at a time', () => {
    expect(argoWorkflow({ ...FACTS, cron: '0 2 * * *' })).toMatchObject({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'CronWorkflow',
      metadata: { name: 'millrace-business-activity-nace' },
      spec: { schedules: ['0 2 * * *'], concurrencyPolicy: 'Forbid' },
    });
  });
});

describe('the check of workflows', () => {
  const spoil = (from: string, to: string) => faultsOf(readWorkflow(formatYaml(argoWorkflow(FACTS)).replaceAll(from, to)));

  test.each([
    ['depends: trials', 'depends: trails', 'train: no task trails'],
    ['name: prepare', 'name: prepare\n            depends: promote', 'the graph has a cycle'],
    ['template: trial', 'template: trials', 'trials: no template trials'],
    ['{{inputs.parameters.until}}', '{{inputs.parameters.untill}}', 'stages: inputs.parameters.untill is not declared'],
    ['{{workflow.parameters.image}}', '{{workflow.parameters.picture}}', 'stages: workflow.parameters.picture is not declared'],
    ['- name: workspace\n            mountPath', '- name: workplace\n            mountPath', 'stages: no volume workplace'],
    ['entrypoint: flow', 'entrypoint: flows', 'no template flows, the entrypoint'],
  ])('finds %j turned into %j', (from, to, fault) => {
    expect(spoil(from, to)).toContain(fault);
  });
});

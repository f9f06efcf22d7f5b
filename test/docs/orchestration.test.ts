import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { argoWorkflow } from '../../src/app/export/argo-workflow.js';
import { chooseRange } from '../../src/app/flow/stage-range.js';
import { type Call, createProgram } from '../../src/cli/program.js';
import { FAILURES } from '../../src/core/failure.js';

const PAGE = readFileSync(new URL('../../docs/orchestration.md', import.meta.url), 'utf8');
const rowsOf = (heading: string): readonly (readonly string[])[] =>
  (PAGE.split(heading)[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));

/** The options of a command line, as the program reads them. */
async function optionsOf(command: string): Promise<Readonly<Record<string, string>>> {
  const calls: Call[] = [];
  await createProgram('0', process.stdout, (call) => calls.push(call)).parseAsync(command.split(' ').slice(1), { from: 'user' });
  return calls[0]?.options as Readonly<Record<string, string>>;
}

test('the steps of the page are ranges of stages that the command line takes', async () => {
  const commands = rowsOf('## The steps').map(([, , cell]) => /`(millrace [^`]+)`/.exec(cell ?? '')?.[1] as string);
  expect(commands).toHaveLength(5);
  const ranges = await Promise.all(
    commands.map(async (command) => {
      const { only, startAt, until, trial } = await optionsOf(command.replace('--trial I', '--trial 0'));
      return chooseRange({ only, startAt, until, trial: trial === undefined ? undefined : Number(trial) });
    }),
  );
  expect(ranges.map(({ startAt, until }) => `${startAt} ${until}`)).toEqual([
    'source features',
    'search search',
    'search bundle',
    'compare compare',
    'compare register',
  ]);
});

test('the page says of every exit code whether to try again, as the exported workflow does', () => {
  const rows = rowsOf('## What an exit code').flatMap(([, codes, , again]) =>
    (codes ?? '').split(', ').map((code) => [Number(code), again] as const),
  );
  const known = new Set([0, 1, 137, ...Object.values(FAILURES).map(({ exitCode }) => exitCode)]);
  expect(rows.map(([code]) => code).sort((a, b) => a - b)).toEqual([...known].sort((a, b) => a - b));
  const never = rows.filter(([, again]) => again?.startsWith('never')).map(([code]) => code);
  const facts = { name: 'a', pipelineFile: 'a.yaml', settings: [], trialCount: 1, image: 'a', cron: null, workerCount: 1 };
  expect(JSON.stringify(argoWorkflow({ ...facts, memoryBytes: 1, peakMemoryBytes: 1 }))).toContain(`not in [${never.join(', ')}]`);
});

import { describe, expect, test } from 'vitest';
import { type Call, createProgram } from '../../src/cli/program.js';
import { pipelineSchema } from '../../src/config/config-schema.js';
import { parseOverride } from '../../src/config/overrides.js';
import { PAGES, shownCommands } from './shown-commands.js';

const shown = PAGES.flatMap(({ path, text }) => shownCommands(path, text));
const schema = pipelineSchema();

/** What the program makes of a command line. Throws what commander refuses. */
async function callOf(args: readonly string[]): Promise<Call> {
  const calls: Call[] = [];
  await createProgram('0', process.stdout, (call) => calls.push(call)).parseAsync([...args], { from: 'user' });
  return calls[0] as Call;
}

describe('the commands that pages show', () => {
  test('are found on pages of all kinds, also behind a pipe and in a line of cron', () => {
    const pages = new Set(shown.map(({ page }) => page));
    expect([...pages]).toEqual(
      expect.arrayContaining(['README.md', 'docs/coding.md', 'docs/commands.md', 'docs/orchestration.md', 'docs/retrain.md']),
    );
    expect(shown.length).toBeGreaterThan(80);
    const stdin = shownCommands('', '```\ncat a.jsonl | millrace predict a@1 --in - > "b c.jsonl" # why\n```\n');
    expect(stdin).toEqual([{ page: '', args: ['predict', 'a@1', '--in', '-'] }]);
    expect(shown.filter(({ args }) => args.join(' ') === 'run jobs.yaml gate.promote=true --json')).toHaveLength(1);
  });

  test('are command lines that the program takes, with settings that a pipeline has', async () => {
    const refused: string[] = [];
    for (const { page, args } of shown) {
      try {
        const call = await callOf(args);
        const settings = call.args.flatMap((arg) => (Array.isArray(arg) ? (arg as readonly string[]) : [])).filter((arg) => arg.includes('='));
        for (const setting of settings) parseOverride(setting, schema);
      } catch (error) {
        refused.push(`${page}: millrace ${args.join(' ')}: ${(error as Error).message}`);
      }
    }
    expect(refused).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandsPage } from '../../docs/commands-page.mjs';
import { COMMANDS } from '../../src/cli/command-table.js';
import { sharedOptions } from '../../src/cli/program.js';
import { FAILURES } from '../../src/core/failure.js';

const page = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8');

test('docs/commands.md is current; `npm run docs` makes it', () => {
  expect(page).toBe(commandsPage(COMMANDS, sharedOptions()));
});

test('it shows every option of every command', () => {
  const flags = COMMANDS.flatMap(({ options = [] }) => options.map((option) => option.flags));
  expect(flags.length).toBeGreaterThan(50);
  expect(flags.filter((flag) => !page.includes(`| \`${flag}\` |`))).toEqual([]);
});

test('it explains every exit code of the failure table', () => {
  const explained = [...(page.split('## Exit codes')[1]?.split('\n## ')[0] ?? '').matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, codes]) =>
    (codes as string).split(', ').map(Number),
  );
  const used = new Set(Object.values(FAILURES).map(({ exitCode }) => exitCode));
  expect([...used].filter((code) => !explained.includes(code))).toEqual([]);
});

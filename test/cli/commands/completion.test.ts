import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/command-table.js';
import { lastJson, runCli } from '../run-cli.js';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-completion-'));
  writeFileSync(join(folder, 'millrace.bash'), (await runCli(['completion', 'bash'], folder)).stdout);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What bash offers for the last of these words. */
function offered(...words: string[]): readonly string[] {
  const script = 'source ./millrace.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _millrace; printf "%s\\n" "${COMPREPLY[@]}"';
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script, 'bash', 'millrace', ...words], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe('in bash', () => {
  test('every command is completed word by word', () => {
    for (const { name } of COMMANDS) {
      const words = name.split(' ');
      for (const [index, word] of words.entries()) {
        expect(offered(...words.slice(0, index), word.slice(0, 2)), name).toContain(word);
      }
    }
  });

  test('so are the options of a command and those of all', () => {
    expect(offered('run', '--mu')).toEqual(['--multirun']);
    expect(offered('models', 'promote', 'a@1', '--re')).toEqual(['--reason']);
    expect(offered('run', 'p.yaml', '--work')).toEqual(['--workspace', '--workers']);
  });

  test('arguments are left to the shell, which completes file names', () => {
    expect(offered('run', 'p')).toEqual([]);
    expect(offered('predict', 'a@1', '--in', '')).toEqual([]);
  });

  test('what was typed is never run', () => {
    offered('run', '$(touch typed)', '--mu');
    expect(spawnSync('ls', [folder], { encoding: 'utf8' }).stdout).toBe('millrace.bash\n');
  });
});

test('zsh reads the same script; another shell is refused', async () => {
  expect((await runCli(['completion', 'zsh'], folder)).stdout).toMatch(/^autoload -U \+X bashcompinit && bashcompinit\n_millrace\(\)/);
  expect(lastJson(await runCli(['completion', 'fish', '--json'], folder))).toMatchObject({ error: { got: 'fish', wanted: 'bash or zsh' } });
});

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codedTexts } from './coded-texts.js';
import { linesOfBlocks, PAGES } from './shown-commands.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Pages whose commands are for one machine with nothing but files; those for Spark, MLflow and schedulers are run by their own suites. */
const EXECUTED = ['composing', 'retrain', 'reproduce', 'privacy', 'reliability', 'moving'].map((name) => `docs/${name}.md`);

let folder: string;

/** Runs lines of a shell in a folder, stopping at the first that fails. */
function shell(lines: readonly string[], cwd: string): { readonly status: number | null; readonly output: string } {
  const path = `${join(folder, 'bin')}:${process.env.PATH}`;
  const environment = { ...process.env, PATH: path, MILLRACE_WORKSPACE: '', NO_COLOR: '1' };
  const { MILLRACE_WORKSPACE: _, ...env } = environment;
  const { status, stdout, stderr } = spawnSync('bash', ['-euc', lines.join('\n')], { cwd, env, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-pages-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'millrace'), `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'dist/cli/main.js')}" "$@"\n`);
  chmodSync(join(folder, 'bin', 'millrace'), 0o755);
  const start = join(folder, 'start');
  cpSync(join(ROOT, 'pipelines', 'conf'), join(start, 'conf'), { recursive: true });
  const rows = codedTexts(400);
  writeFileSync(join(start, 'jobs.csv'), `id,text,code\n${rows.map(({ id, text, code }) => `${id},"${text}",${code}`).join('\n')}\n`);
  writeFileSync(join(start, 'train.txt'), `${rows.map(({ text, code }) => `__label__${code} ${text}`).join('\n')}\n`);
  // A pipeline with a champion: what the pages go on from.
  const { status, output } = shell(['millrace init jobs.csv', 'millrace run jobs.yaml'], start);
  expect(output).toContain('jobs@1 (champion)');
  expect(status).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the commands of a page do what it says, in their order', () => {
  test.each(EXECUTED)('%s', (path) => {
    const cwd = join(folder, path.replaceAll('/', '-'));
    cpSync(join(folder, 'start'), cwd, { recursive: true });
    const lines = linesOfBlocks(PAGES.find((page) => page.path === path)?.text ?? '', 'sh');
    expect(lines.length).toBeGreaterThan(0);
    const { status, output } = shell(lines, cwd);
    expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
  });

  test('a fastText file becomes a table with its texts and codes', () => {
    const [header, first] = readFileSync(join(folder, 'docs-moving.md', 'train.tsv'), 'utf8').split('\n');
    const [row] = codedTexts(1);
    expect([header, first]).toEqual(['id\ttext\tlabel', `r1\t${row?.text}\t${row?.code}`]);
  });
});

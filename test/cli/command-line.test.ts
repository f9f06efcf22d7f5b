import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/command-table.js';
import { lastJson, runCli, spawnCli } from './run-cli.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-cli-'));
  await writeFile(join(folder, 'good.yaml'), 'name: small\ndata:\n  partitions: data/*.parquet\n');
  await writeFile(join(folder, 'unknown-key.yaml'), 'name: small\ndata:\n  partitions: data/*.parquet\n  lable: code\n');
  await writeFile(join(folder, 'wrong-value.yaml'), 'name: small\ndata:\n  partitions: data/*.parquet\nsearch: { mode: quick }\n');
  await writeFile(join(folder, 'twice.yaml'), 'name: small\nname: large\n');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a command line that is wrong', () => {
  test.each([
    [['cofig'], 2, 'usage.unknown-command', 'cofig', 'did you mean millrace config?'],
    [['config', 'shw'], 2, 'usage.unknown-command', 'shw', 'did you mean millrace config show?'],
    [['doctor', '--workrs', '2'], 2, 'usage.unknown-key', '--workrs', 'did you mean --workers?'],
    [['doctor', '--workers', '0'], 2, 'usage.wrong-value', '0', undefined],
    [['doctor', '--memory', 'much'], 2, 'usage.wrong-value', 'much', undefined],
    [['doctor', '--memory'], 2, 'usage.wrong-value', '--memory', undefined],
    [['doctor', 'more'], 2, 'usage.wrong-value', '1', undefined],
    [['config', 'show'], 2, 'usage.wrong-value', 'nothing', undefined],
    [['plan'], 2, 'usage.wrong-value', 'nothing', undefined],
    [['config', 'show', 'nowhere.yaml'], 2, 'usage.missing-file', 'no such file', undefined],
    [['config', 'show', 'unknown-key.yaml'], 2, 'usage.unknown-key', 'data.lable', 'did you mean data.label?'],
    [['config', 'show', 'wrong-value.yaml'], 2, 'usage.wrong-value', '"quick"', undefined],
    [['config', 'show', 'twice.yaml'], 2, 'usage.invalid-yaml', 'name: large', undefined],
    [['config', 'show', 'good.yaml', 'engine=flink'], 2, 'usage.wrong-value', '"flink"', undefined],
    [['config', 'show', 'good.yaml', 'search.patiense=2'], 2, 'usage.unknown-key', 'search.patiense', 'did you mean search.patience?'],
  ] as const)('%j ends with its exit code and four parts, in text and in JSON', async (args, exitCode, code, got, hint) => {
    const [text, json] = await Promise.all([runCli(args, folder), runCli([...args.slice(0, 1), '--json', ...args.slice(1)], folder)]);
    expect([text.exitCode, json.exitCode]).toEqual([exitCode, exitCode]);
    expect(text.stdout).toBe('');
    expect(text.stderr).toMatch(/^millrace: .+\n {2}where: {2}.+\n {2}got: {4}.+\n {2}wanted: .+\n/);
    expect(text.stderr).not.toContain('    at ');
    expect(json.stdout.trimEnd().split('\n')).toHaveLength(1);
    const answer = lastJson(json) as { status: string; error: Record<string, string> };
    expect(answer.status).toBe('failed');
    expect(answer.error).toMatchObject({ code, got });
    expect(Object.keys(answer.error)).toEqual(expect.arrayContaining(['code', 'what', 'where', 'got', 'wanted']));
    if (hint !== undefined) expect(answer.error.hint).toContain(hint);
  });
});

test.each([[[]], [['config', 'shw']], [['plan', '--json']], [['config', 'show', 'good.yaml']], [['config', 'show', 'nowhere.yaml', '--json']]])(
  '%j says and ends the same as a process of its own',
  async (args) => {
    expect(await spawnCli(args, folder)).toEqual(await runCli(args, folder));
  },
);

describe('help', () => {
  test.each(COMMANDS.map(({ name }) => name))('of %s has its usage and an example', async (name) => {
    const { exitCode, stdout, stderr } = await runCli([...name.split(' '), '--help'], folder);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Usage: millrace ${name}`);
    expect(stdout).toMatch(new RegExp(`Examples:\n {2}.*millrace ${name}`));
    for (const option of ['--workspace', '--workers', '--memory', '--json']) expect(stdout).toContain(option);
  });

  test.each([['run'], ['runs', 'list'], ['runs']])('of %j is shown by help in front, too', async (...words) => {
    const [before, after] = await Promise.all([runCli(['help', ...words], folder), runCli([...words, '--help'], folder)]);
    expect(before).toEqual(after);
    expect(before.exitCode).toBe(0);
  });

  test('of a command that is not known is refused with the nearest one', async () => {
    const { exitCode, stderr } = await runCli(['help', 'rnu'], folder);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean millrace run?');
  });

  test('of millrace names every command and the exit codes, within 100 columns', async () => {
    const { exitCode, stdout } = await runCli(['--help'], folder);
    expect(exitCode).toBe(0);
    for (const { name } of COMMANDS) expect(stdout).toContain(name.split(' ')[0]);
    expect(stdout).toContain('Exit codes:');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('has no colours, whatever the environment asks for, and so has a result', async () => {
    const asked = { FORCE_COLOR: '3', NO_COLOR: '', CLICOLOR_FORCE: '1' };
    const [help, shown] = await Promise.all([spawnCli(['--help'], folder, asked), spawnCli(['config', 'show', 'good.yaml'], folder, asked)]);
    expect([help.exitCode, shown.exitCode]).toEqual([0, 0]);
    expect(`${help.stdout}${help.stderr}${shown.stdout}${shown.stderr}`).not.toContain('\u001b');
  });

  test('is what millrace without a command shows', async () => {
    const [bare, help] = await Promise.all([runCli([], folder), runCli(['--help'], folder)]);
    expect(bare).toEqual(help);
  });
});

test('plan --graph shows every stage of the flow, without a pipeline', async () => {
  const [text, json] = await Promise.all([runCli(['plan', '--graph'], folder), runCli(['plan', '--graph', '--json'], folder)]);
  expect(text.stdout).toMatch(/^source ─► prepare ─► split ─► features ─► search/);
  const { graph } = lastJson(json) as { graph: { stage: string; gives: string; after: string[] }[] };
  expect(graph.find(({ stage }) => stage === 'train')).toEqual({
    stage: 'train',
    reads: ['source', 'prepared', 'split', 'features', 'trials'],
    gives: 'fit',
    after: ['search'],
  });
  expect(Math.max(...text.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

describe('config show', () => {
  test('fills in defaults and settings, as YAML that reads back to the same', async () => {
    const shown = await runCli(['config', 'show', 'good.yaml', 'search.grid.l2=[1e-3]', '--workers', '3', '--memory', '1GB'], folder);
    expect(shown.exitCode).toBe(0);
    await writeFile(join(folder, 'shown.yaml'), shown.stdout);
    const again = await runCli(['config', 'show', 'shown.yaml', '--json'], folder);
    expect(lastJson(again)).toMatchObject({
      status: 'done',
      config: { name: 'small', search: { grid: { l2: [0.001] } }, resources: { workers: 3, memory: 1e9 }, data: { label: 'label' } },
    });
    const values = (text: string) => text.replaceAll(/ +# .*$/gm, '');
    expect(values((await runCli(['config', 'show', 'shown.yaml'], folder)).stdout)).toBe(values(shown.stdout));
  });

  test('tells behind each value where it comes from, in one column', async () => {
    const { stdout } = await runCli(['config', 'show', 'good.yaml', 'search.grid={l2: [1e-3]}', '--workers', '3'], folder);
    const origin = (key: string) => new RegExp(`^ *${key}: .*?# (.*)$`, 'm').exec(stdout)?.[1];
    expect(['partitions', 'l2', 'l1', 'workers', 'memory'].map(origin)).toEqual([
      'good.yaml:3',
      'command line',
      'default',
      'command line',
      'default',
    ]);
    // A value that is wider than a page of 80 columns has it straight behind.
    const lines = stdout.split('\n').filter((line) => line.includes('# ') && line.length <= 80);
    expect(new Set(lines.map((line) => line.indexOf('# '))).size).toBe(1);
  });

  test('with --explain says above each key what it is for, and still reads back to the same', async () => {
    const explained = await runCli(['config', 'show', 'good.yaml', '--explain'], folder);
    expect(explained.stdout).toMatch(/\n {2}# The column with one id a row.*\n {2}id: id +# default\n/);
    await writeFile(join(folder, 'explained.yaml'), explained.stdout);
    const [again, json] = await Promise.all([
      runCli(['config', 'show', 'explained.yaml', '--json'], folder),
      runCli(['config', 'show', 'good.yaml', '--explain', '--json'], folder),
    ]);
    expect(lastJson(again)).toMatchObject({ config: (lastJson(json) as { config: object }).config });
    expect(lastJson(json)).toMatchObject({ descriptions: { 'data.id': expect.stringContaining('one id a row') } });
  });
});

describe('doctor', () => {
  test('finds this machine ready', async () => {
    const result = await runCli(['doctor', '--json', '--workers', '2', '--memory', '1GiB'], folder);
    const { status, checks } = lastJson(result) as { status: string; checks: { check: string; status: string }[] };
    expect([result.exitCode, status]).toEqual([0, 'done']);
    expect(checks.map(({ check }) => check)).toEqual(['node', 'dist', 'cores', 'memory', 'workspace', 'disk', 'kernels', 'tables', 'workers']);
    expect(checks.filter((check) => check.status === 'fail')).toEqual([]);
  });

  test('ends with 4 when the workspace cannot be written', async () => {
    const result = await runCli(['doctor', '--json', '--workspace', '/sys/millrace'], folder);
    expect(result.exitCode).toBe(4);
    expect(lastJson(result)).toMatchObject({ status: 'failed', error: { code: 'resources.read-only', where: 'workspace' } });
  });

  test('ends with 4 when the memory cannot hold the workers', async () => {
    const result = await runCli(['doctor', '--workers', '8', '--memory', '256MiB'], folder);
    expect(result.exitCode).toBe(4);
    expect(result.stdout).toMatch(/fail {2}memory.*--memory of at least/);
  });
});

test('the workspace comes from the option, else from MILLRACE_WORKSPACE', async () => {
  const environment = { MILLRACE_WORKSPACE: join(folder, 'from-env') };
  const fromEnvironment = await spawnCli(['doctor'], folder, environment);
  expect(fromEnvironment.stdout).toContain(join(folder, 'from-env'));
  const fromOption = await runCli(['doctor', '--workspace', 'from-option'], folder, environment);
  expect(fromOption.stdout).toContain(join(folder, 'from-option'));
});

test.each([
  ['a file', 'taken'],
  ['a path through a file', 'taken/below'],
  ['a link to nothing', 'dangling'],
])('a workspace that is %s is refused by every command, those that only look too', async (_, workspace) => {
  await writeFile(join(folder, 'taken'), '');
  await symlink('nowhere', join(folder, 'dangling')).catch(() => {});
  for (const command of [['runs', 'list'], ['models', 'list'], ['doctor']]) {
    const result = await runCli([...command, '--json', '--workspace', workspace], folder);
    expect(result.exitCode).toBe(2);
    expect(lastJson(result)).toMatchObject({
      error: { code: 'usage.wrong-value', what: 'the workspace is no folder', where: join(folder, workspace) },
    });
  }
});

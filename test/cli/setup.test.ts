import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';

const setupFile = fileURLToPath(new URL('../../src/cli/setup.mjs', import.meta.url));

/** A checkout without dependencies, whose build adds a line to builds.log. */
let checkout: string;

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'millrace-setup-test-'));
  await mkdir(join(checkout, 'src', 'cli'), { recursive: true });
  await cp(setupFile, join(checkout, 'src', 'cli', 'setup.mjs'));
  const build = `node -e "require('fs').mkdirSync('dist/cli',{recursive:true});require('fs').writeFileSync('dist/cli/main.js','');require('fs').appendFileSync('builds.log','built ')"`;
  await write('package.json', JSON.stringify({ name: 'small', version: '1.0.0', scripts: { build } }));
  await write(
    'package-lock.json',
    JSON.stringify({ name: 'small', version: '1.0.0', lockfileVersion: 3, packages: { '': { name: 'small', version: '1.0.0' } } }),
  );
  await write('src/a.ts', 'export const a = 1;');
  return () => rm(checkout, { recursive: true, force: true });
});

describe('setup', () => {
  test('installs and builds a fresh checkout, says so in a line each, and does nothing the second time', async () => {
    const first = await runSetup();
    expect(first.exitCode).toBe(0);
    expect(sentencesOf(first.stderr)).toEqual(['installing dependencies from package-lock.json', 'building dist from src']);
    const second = await runSetup();
    expect(second).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await read('builds.log')).toBe('built ');
  });

  test('builds again after a change of a source, a new one, or one that is gone, and does not install again', async () => {
    await runSetup();
    await write('src/a.ts', 'export const a = 2;');
    expect(sentencesOf((await runSetup()).stderr)).toEqual(['building dist from src']);
    await write('src/b.ts', '');
    expect(sentencesOf((await runSetup()).stderr)).toEqual(['building dist from src']);
    await rm(join(checkout, 'src/b.ts'));
    expect(sentencesOf((await runSetup()).stderr)).toEqual(['building dist from src']);
  });

  test('installs again after a change of the lockfile', async () => {
    await runSetup();
    await write('package-lock.json', `${await read('package-lock.json')}\n`);
    expect(sentencesOf((await runSetup()).stderr)).toContain('installing dependencies from package-lock.json');
  });

  test('builds once when two start at the same moment', async () => {
    const [one, two] = await Promise.all([runSetup(), runSetup()]);
    expect([one.exitCode, two.exitCode]).toEqual([0, 0]);
    expect(await read('builds.log')).toBe('built ');
  });

  test('ends with the exit code of a build that fails, and builds again the next time', async () => {
    const good = await read('package.json');
    await write('package.json', JSON.stringify({ name: 'small', version: '1.0.0', scripts: { build: 'exit 7' } }));
    const failed = await runSetup();
    expect(failed.exitCode).toBe(7);
    expect(failed.stderr).toContain('got:    exit code 7');
    await write('package.json', good);
    expect(sentencesOf((await runSetup()).stderr)).toEqual(['building dist from src']);
  });

  test('--check changes nothing and names what is stale', async () => {
    expect(await runSetup('--check')).toEqual({ exitCode: 1, stdout: '', stderr: 'stale: node_modules, dist\n' });
    await runSetup();
    expect(await runSetup('--check')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    await write('src/a.ts', '');
    expect((await runSetup('--check')).stderr).toBe('stale: dist\n');
  });
});

function sentencesOf(stderr: string): string[] {
  return stderr.split('\n').flatMap((line) => (line.startsWith('millrace setup: ') ? [line.slice('millrace setup: '.length)] : []));
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(join(checkout, path), text);
}

async function read(path: string): Promise<string> {
  return readFile(join(checkout, path), 'utf8');
}

function runSetup(...args: string[]): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  // The registry is never asked: nothing is to be installed.
  const child = spawn(process.execPath, ['src/cli/setup.mjs', ...args], { cwd: checkout, env: { ...process.env, npm_config_offline: 'true' } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

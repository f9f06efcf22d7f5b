import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { STARTED } from '../../src/build/bundle-program.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

const COPIED = { recursive: true, force: true, verbatimSymlinks: true, preserveTimestamps: true } as const;

type Ended = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

/** A checkout without dependencies, whose build adds a line to builds.log. */
let checkout: string;

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'millrace-setup-test-'));
  await mkdir(join(checkout, 'src', 'cli'), { recursive: true });
  await copy('src/cli/setup.mjs', 'src/build/built-from.mjs');
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

describe('a stale dist', () => {
  /** A checkout as it is built, copied for each test. */
  let built: string | undefined;

  beforeEach(async () => {
    if (built === undefined) {
      await build();
      built = await mkdtemp(join(tmpdir(), 'millrace-setup-built-'));
      await cp(checkout, built, COPIED);
    } else await cp(built, checkout, COPIED);
  });

  afterAll(() => built !== undefined && rm(built, { recursive: true, force: true }));

  async function build(): Promise<void> {
    await copy('src/build/compile.mjs', 'src/build/bundle-program.mjs', 'test/refuse-stale-dist.mjs');
    for (const path of STARTED) await write(`src/${path}.ts`, 'export {};');
    const compilerOptions = { target: 'ES2023', module: 'NodeNext', rootDir: 'src', outDir: 'dist', declaration: true, sourceMap: true, types: [] };
    const incremental = { incremental: true, tsBuildInfoFile: 'dist/.tsbuildinfo' };
    await write('tsconfig.build.json', JSON.stringify({ compilerOptions: { ...compilerOptions, ...incremental }, include: ['src/**/*.ts'] }));
    await write('package.json', JSON.stringify({ name: 'small', version: '1.0.0', type: 'module' }));
    await write('vitest.config.mjs', `export default { test: { globalSetup: ['test/refuse-stale-dist.mjs'] } };`);
    const test = `import { a } from '../dist/a.js'; import { expect, test } from 'vitest'; test('a', () => { expect(a).toBe(1); });`;
    await write('test/a.test.mjs', test);
    // The packages one by one: a link to the whole folder would let the small checkout write into it.
    await mkdir(join(checkout, 'node_modules'));
    for (const name of ['esbuild', 'typescript', 'vitest']) await symlink(join(root, 'node_modules', name), join(checkout, 'node_modules', name));
    expect((await runNode('src/build/compile.mjs')).exitCode).toBe(0);
    await stampOthers();
  }

  test('is not tested: vitest ends with what to run, whatever was done to the sources, and works again after that', async () => {
    expect(await runVitest()).toMatchObject({ exitCode: 0 });
    const changes: [path: string, text: string | null][] = [
      ['src/a.ts', 'export const a = 2;'],
      ['src/a.ts', 'export const a: number = 1;'],
      ['src/b.ts', 'export const b = 1;'],
      ['src/b.ts', null],
    ];
    for (const [path, text] of changes) {
      await (text === null ? rm(join(checkout, path)) : write(path, text));
      const { exitCode, stdout, stderr } = await runVitest();
      expect(exitCode).toBe(1);
      expect(stderr).toContain('dist was not built from the sources as they are now');
      expect(stderr).toContain('hint:   run npm run build:ts');
      expect(stdout).not.toContain('Tests');
      await runNode('src/build/compile.mjs');
    }
    expect(await runVitest()).toMatchObject({ exitCode: 0 });
  }, 180_000);

  test('is tested all the same when that is asked for', async () => {
    await write('src/a.ts', 'export const a: number = 1;');
    expect(await runVitest({ MILLRACE_STALE_DIST: 'allow' })).toMatchObject({ exitCode: 0 });
  });

  test('is built anew by setup after a build of one part, even of sources that setup has built before', async () => {
    await write('dist/.millrace-setup', 'a digest');
    await runNode('src/build/compile.mjs');
    await expect(read('dist/.millrace-setup')).rejects.toThrow('ENOENT');
  });

  test('is what a build leaves that ends with an error, until one ends well', async () => {
    await write('src/a.ts', 'export const a: string = 1;');
    expect((await runNode('src/build/compile.mjs')).exitCode).not.toBe(0);
    // The sources are again what the last good build was of, but dist is not.
    await write('src/a.ts', 'export const a = 1;');
    expect((await runVitest()).stderr).toContain('for: typescript');
  });

  test('is one whose kernels or libraries are of other sources, which the compiler alone does not mend', async () => {
    await write('src/kernels/assembly/math.ts', '');
    const { exitCode, stderr } = await runVitest();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('for: kernels');
    expect(stderr).toContain('hint:   run npm run build');
    expect(stderr).not.toContain('build:ts');
  });

  test('loses the compiled files of a source that is gone or has moved, and nothing else', async () => {
    await write('src/deep/b.ts', 'export const b = 1;');
    await write('dist/libraries/natural.cjs', '');
    await runNode('src/build/compile.mjs');
    expect(await compiled()).toEqual(['a', 'deep/b'].flatMap((name) => [`${name}.d.ts`, `${name}.js`, `${name}.js.map`]));
    await rename(join(checkout, 'src/deep/b.ts'), join(checkout, 'src/b.ts'));
    await runNode('src/build/compile.mjs');
    expect(await compiled()).toEqual(['a', 'b'].flatMap((name) => [`${name}.d.ts`, `${name}.js`, `${name}.js.map`]));
    expect(await read('dist/libraries/natural.cjs')).toBe('');
  });

  test('is bundled anew with what it was compiled to: a module knows its place', async () => {
    await write('src/deep/place.ts', 'export const place = import.meta.url;');
    await write('src/cli/run-command-line.ts', "export { place } from '../deep/place.js';");
    await write('told.mjs', "import { place } from './dist/program/run-command-line.js'; console.log(place);");
    await runNode('src/build/compile.mjs');
    expect((await runNode('told.mjs')).stdout.trim()).toBe(pathToFileURL(await realpath(join(checkout, 'dist/deep/place.js'))).href);
    await write('src/cli/run-command-line.ts', "export const place = 'nowhere';");
    await runNode('src/build/compile.mjs');
    expect((await runNode('told.mjs')).stdout.trim()).toBe('nowhere');
  });

  test('gets back compiled files that were deleted by hand', async () => {
    await rm(join(checkout, 'dist/a.js'));
    await runNode('src/build/compile.mjs');
    expect(await read('dist/a.js')).toContain('const a = 1');
  });

  async function compiled(): Promise<string[]> {
    const entries = await readdir(join(checkout, 'dist'), { recursive: true });
    const isStarted = (path: string) => path.startsWith('program/') || STARTED.some((started) => path.startsWith(`${started}.`));
    return entries.filter((path) => /\.(js|js\.map|d\.ts)$/.test(path) && !isStarted(path)).sort((a, b) => (a < b ? -1 : 1));
  }

  function runVitest(env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--no-cache', '--root', '.'];
    return spawnNode(vitest, { MILLRACE_STALE_DIST: '', ...env });
  }

  /** What builds kernels and libraries is not in the small checkout. */
  async function stampOthers(): Promise<void> {
    const stamp = `import { buildPart } from './src/build/built-from.mjs'; for (const part of ['kernels', 'libraries']) await buildPart('./', part, () => {});`;
    await write('stamp.mjs', stamp);
    expect((await runNode('stamp.mjs')).exitCode).toBe(0);
  }
});

function sentencesOf(stderr: string): string[] {
  return stderr.split('\n').flatMap((line) => (line.startsWith('millrace setup: ') ? [line.slice('millrace setup: '.length)] : []));
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(checkout, path)), { recursive: true });
  await writeFile(join(checkout, path), text);
}

/** Files of ours, at the same paths. */
async function copy(...paths: string[]): Promise<void> {
  for (const path of paths) await cp(join(root, path), join(checkout, path));
}

async function read(path: string): Promise<string> {
  return readFile(join(checkout, path), 'utf8');
}

function runSetup(...args: string[]): Promise<Ended> {
  return runNode('src/cli/setup.mjs', ...args);
}

function runNode(...args: string[]): Promise<Ended> {
  return spawnNode(args, {});
}

function spawnNode(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  // The registry is never asked: nothing is to be installed.
  const child = spawn(process.execPath, args, { cwd: checkout, env: { ...process.env, npm_config_offline: 'true', ...env } });
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

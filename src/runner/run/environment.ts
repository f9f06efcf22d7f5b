import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Digest, DigestBuilder, digestFile } from '../../core/digest.js';
import { fail } from '../../core/failure.js';
import { compareUtf8 } from '../../core/utf8-order.js';

const run = promisify(execFile);

/** The code that ran: null where there is no Git checkout. */
export interface GitState {
  readonly commit: string;
  readonly dirty: boolean;
  /** Over the difference to the commit and the names of new files; null when clean. */
  readonly diffDigest: Digest | null;
  /** Where the code can be had: the address of `origin`, else of the first remote, without credentials; null without one. Absent in older manifests. */
  readonly remote?: string | null;
  /** Whether the commit is known to lie at a remote, by what was last fetched or pushed. Absent in older manifests. */
  readonly isOnRemote?: boolean;
}

/** What a run ran on. Recorded, listed beside a verdict, never part of a digest. */
export interface Environment {
  readonly millrace: string;
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly osRelease: string;
  readonly cpuModel: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly locale: string;
  readonly timeZone: string;
  readonly git: GitState | null;
  readonly lockfileDigest: Digest | null;
  /** By name of the kernel; null when it was not built. */
  readonly kernels: Readonly<Record<string, Digest | null>>;
  /** Name and digest of each native library in this process that comes from an npm package: DuckDB's. */
  readonly libraries: Readonly<Record<string, Digest>>;
}

/**
 * Looks at the machine and the code. About 0.1 s: it reads DuckDB's library (70 MB) and asks Git. Libraries show only once
 * they are loaded, so call it after the engines are open. Digests of kernels are for the caller to tell, who knows which there are.
 */
export async function readEnvironment(kernels: Environment['kernels']): Promise<Environment> {
  const root = projectRoot();
  const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const [git, lockfileDigest, libraries] = await Promise.all([readGitState(root), digestIfThere(join(root, 'package-lock.json')), digestLibraries()]);
  return {
    millrace: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform}-${process.arch}`,
    osRelease: release(),
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cpuCount: cpus().length,
    memoryBytes: totalmem(),
    locale,
    timeZone,
    git,
    lockfileDigest,
    kernels,
    libraries,
  };
}

/** `--require-clean`: fails with `usage.dirty-tree` unless the code is exactly a commit. */
export function requireClean(git: GitState | null, root: string = projectRoot()): void {
  if (git !== null && !git.dirty) return;
  throw fail('usage.dirty-tree', {
    what: 'the code is not exactly a commit',
    where: root,
    got: git === null ? 'no Git checkout' : `changes beside commit ${git.commit}`,
    wanted: 'a clean checkout, since --require-clean was given',
    hint: 'commit the changes, or leave out --require-clean: the manifest then records the digest of the difference',
  });
}

/**
 * Commit, dirty flag and digest of what differs: changes of tracked files, and the names of what Git does not track (a folder
 * with nothing tracked counts by its name). Untracked data is never read: a checkout may hold a Python environment, another
 * repository or a link to terabytes. Null when the folder is not the top of a Git checkout, or when Git cannot tell.
 */
export async function readGitState(root: string): Promise<GitState | null> {
  if (!existsSync(join(root, '.git'))) return null;
  try {
    const commit = (await git(root, 'rev-parse', 'HEAD')).toString('utf8').trim();
    const difference = await git(root, 'diff', '--binary', '--no-ext-diff', '--no-textconv', 'HEAD');
    const untracked = await git(root, 'ls-files', '-z', '--others', '--exclude-standard', '--directory', '--no-empty-directory');
    const remote = await remoteOf(root);
    const isOnRemote = (await git(root, 'for-each-ref', '--count=1', '--contains', commit, 'refs/remotes')).byteLength > 0;
    if (difference.byteLength === 0 && untracked.byteLength === 0) return { commit, dirty: false, diffDigest: null, remote, isOnRemote };
    return { commit, dirty: true, diffDigest: new DigestBuilder().add(difference).add(untracked).finish(), remote, isOnRemote };
  } catch {
    return null;
  }
}

async function remoteOf(root: string): Promise<string | null> {
  const names = (await git(root, 'remote')).toString('utf8').split('\n').filter(Boolean);
  const name = names.includes('origin') ? 'origin' : names[0];
  if (name === undefined) return null;
  const address = (await git(root, 'remote', 'get-url', name)).toString('utf8').trim();
  // An address may hold a user and a token.
  return address.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}

async function git(root: string, ...options: string[]): Promise<Buffer> {
  const { stdout } = await run('git', ['-C', root, ...options], { encoding: 'buffer', maxBuffer: 1 << 30 });
  return stdout;
}

/** The folder with package.json above this file, in `src` or in `dist`. */
function projectRoot(): string {
  return dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
}

async function digestIfThere(file: string): Promise<Digest | null> {
  return existsSync(file) ? digestFile(file) : null;
}

async function digestLibraries(): Promise<Record<string, Digest>> {
  const files = loadedLibraries().filter((file) => file.includes('node_modules'));
  const entries = await Promise.all(files.map(async (file) => [basename(file), await digestFile(file)] as const));
  return Object.fromEntries(entries.sort(([a], [b]) => compareUtf8(a, b)));
}

function loadedLibraries(): string[] {
  if (existsSync('/proc/self/maps')) {
    const lines = readFileSync('/proc/self/maps', 'utf8').split('\n');
    return [...new Set(lines.map((line) => line.slice(73)).filter((path) => /\.(so|node)$/.test(path)))];
  }
  const report = process.report.getReport() as unknown as { sharedObjects?: readonly string[] };
  return [...(report.sharedObjects ?? [])];
}

// Installs and builds what is missing or stale, and says so in one line each; does nothing when all is there.
// Plain Node without dependencies, since it runs before anything is installed. `npm start` and `npm test` call it first.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf, digestOfSources, readOr, stampOfAll } from '../build/built-from.mjs';

const OLDEST_NODE = [20, 19];
const LOCK_POLL_MS = 100;

const root = fileURLToPath(new URL('../../', import.meta.url));
const lockfile = join(root, 'package-lock.json');
const modulesStamp = join(root, 'node_modules', '.millrace-setup');
const buildStamp = stampOfAll(root);

refuseOldNode();
if (process.argv.includes('--check')) check();
else if (!isInstalled() || !isBuilt()) {
  const release = await takeLock();
  // Another process may have done the work while this one waited for the lock.
  if (!isInstalled()) install();
  if (!isBuilt()) build();
  release();
}

/** Changes nothing; exit code 1 and a line for what is stale. */
function check() {
  const stale = [...(isInstalled() ? [] : ['node_modules']), ...(isBuilt() ? [] : ['dist'])];
  if (stale.length > 0) stop(1, `stale: ${stale.join(', ')}`);
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  stop(2, `this Node is too old\n  where:  ${process.execPath}\n  got:    ${process.version}\n  wanted: Node ${OLDEST_NODE.join('.')} or newer`);
}

/** Whether node_modules holds what the lockfile says, for this machine and this Node. */
function isInstalled() {
  return readOr(modulesStamp, '') === installDigest() || adoptInstall();
}

function install() {
  say('installing dependencies from package-lock.json');
  run(npm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']));
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(modulesStamp, installDigest());
}

function installDigest() {
  return digestOf(root, ['package-lock.json'], [`node abi ${process.versions.modules}`, process.platform, process.arch]);
}

/** An install by hand (`npm ci`) counts when npm's own record of it, which it writes last, agrees with the lockfile. */
function adoptInstall() {
  if (existsSync(modulesStamp)) return false;
  const installed = JSON.parse(readOr(join(root, 'node_modules', '.package-lock.json'), '{}')).packages ?? {};
  const wanted = Object.entries(JSON.parse(readFileSync(lockfile, 'utf8')).packages).filter(([path, entry]) => path !== '' && isNeededHere(entry));
  if (!wanted.every(([path, { version }]) => installed[path]?.version === version)) return false;
  if (!existsSync(join(root, 'node_modules'))) return false;
  writeFileSync(modulesStamp, installDigest());
  return true;
}

/** Optional packages are either for one kind of machine, or only needed by one that is for another kind. */
function isNeededHere({ optional, os, cpu, libc }) {
  const allows = (list, value) => list === undefined || list.includes(value);
  const isForThisMachine = allows(os, process.platform) && allows(cpu, process.arch) && (libc === undefined || allows(libc, libcOfThisMachine()));
  return isForThisMachine && !(optional && os === undefined && cpu === undefined);
}

function libcOfThisMachine() {
  return process.report?.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

/** Whether dist was built from the sources as they are now. */
function isBuilt() {
  return readOr(buildStamp, '') === digestOfSources(root);
}

function build() {
  say('building dist from src');
  const digest = digestOfSources(root);
  // Without its stamp a build that is cut short counts as none.
  rmSync(buildStamp, { force: true });
  run(npm(['run', '--silent', 'build']));
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(buildStamp, digest);
}

/** One setup at a time a checkout; the lock of a process that is gone is taken over. Lies outside node_modules, which `npm ci` removes. */
async function takeLock() {
  const file = join(tmpdir(), `millrace-setup-${createHash('sha256').update(root).digest('hex').slice(0, 16)}.lock`);
  for (let hasSaidSo = false; ; ) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      const release = () => rmSync(file, { force: true });
      process.once('exit', release);
      return release;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readOr(file, ''));
    if (holder > 0 && !isAlive(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!hasSaidSo) say(`waiting for another setup of this folder (process ${holder})`);
    hasSaidSo = true;
    await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The npm that runs us, if one does; else the one on the path. */
function npm(args) {
  const { npm_execpath: npmFile } = process.env;
  return npmFile?.endsWith('.js') ? [process.execPath, [npmFile, ...args]] : ['npm', args];
}

/** Runs a command with its output on stderr, so that stdout stays the program's own; ends with its exit code if it fails. */
function run([command, args]) {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status === 0) return;
  const reason = error?.message ?? (signal ? `ended by ${signal}` : `exit code ${status}`);
  stop(
    status ?? 1,
    `setup stopped\n  where:  ${[command, ...args].join(' ')}\n  got:    ${reason}\n  wanted: exit code 0; its own messages are above`,
  );
}

function say(message) {
  process.stderr.write(`millrace setup: ${message}\n`);
}

function stop(exitCode, message) {
  process.stderr.write(`${message}\n`);
  process.exit(exitCode);
}

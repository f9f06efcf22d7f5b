import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** As in peers/supervise.py, which measures the peers: both sides are looked at in the same way. */
const POLL_MS = 50;
const GRACE_MS = 5000;
/** Linux pages of x64 and arm64 as their kernels are commonly built. */
const PAGE_BYTES = 4096;

/**
 * Runs a command in a process group of its own. Returns exit code, stdout, seconds, whether the limit (seconds, may be
 * undefined) stopped it, and the peak of the resident bytes of the whole group; pages that processes share count for each.
 * stderr goes to ours. An interrupt ends the group too.
 */
export async function runMeasured(command, args, { limitSeconds, env = process.env, cwd, quiet = false } = {}) {
  const started = performance.now();
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', quiet ? 'ignore' : 'inherit'], env, cwd });
  const out = [];
  child.stdout.on('data', (bytes) => out.push(bytes));
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  let peakRssBytes = 0;
  let stopped = false;
  const seconds = () => (performance.now() - started) / 1000;
  const end = (signal) => signalGroup(child.pid, signal);
  // The group may clean up; whoever called us does not go on.
  const onInterrupt = (signal) => {
    end('SIGTERM');
    ended.finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
    setTimeout(() => end('SIGKILL'), GRACE_MS);
  };
  process.once('SIGINT', onInterrupt);
  process.once('SIGTERM', onInterrupt);
  const timer = setInterval(() => {
    peakRssBytes = Math.max(peakRssBytes, groupResidentBytes(child.pid));
    if (stopped || limitSeconds === undefined || seconds() <= limitSeconds) return;
    stopped = true;
    end('SIGTERM');
    setTimeout(() => end('SIGKILL'), GRACE_MS).unref();
  }, POLL_MS);
  try {
    const exitCode = await ended;
    return { exitCode, stdout: Buffer.concat(out).toString('utf8'), seconds: seconds(), stopped, peakRssMb: peakRssBytes / 1e6 };
  } finally {
    clearInterval(timer);
    process.removeListener('SIGINT', onInterrupt);
    process.removeListener('SIGTERM', onInterrupt);
    end('SIGKILL');
  }
}

/** Resident bytes of all processes of a group now; 0 where there is no /proc. */
function groupResidentBytes(group) {
  let bytes = 0;
  for (const name of listProcesses()) {
    try {
      // After the name, which may hold blanks and brackets: state, parent, group.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, , owner] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(owner) !== group || state === 'Z') continue;
      bytes += Number(readFileSync(`/proc/${name}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
    } catch {
      // It ended while we looked.
    }
  }
  return bytes;
}

function listProcesses() {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** The JSON objects among the lines of a program's stdout. */
export function jsonLines(stdout) {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** As in peers/supervise.py, which measures the peers: both sides are looked at in the same way. */
const POLL_MS = 50;
const GRACE_MS = 5000;
/** Linux pages of x64 and arm64 as their kernels are commonly built. */
const PAGE_BYTES = 4096;
/** Processor time in /proc comes in hundredths of a second, whatever the kernel's own clock. */
const TICKS_A_SECOND = 100;
/** Places after the name in /proc/PID/stat. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/**
 * Runs a command in a process group of its own. Returns exit code, stdout, seconds, whether the limit (seconds, may be
 * undefined) stopped it, and the peak of the resident bytes of the whole group; pages that processes share count for each.
 * stderr goes to ours, or line by line to `onLine(line, group)`. An interrupt ends the group too.
 */
export async function runMeasured(command, args, { limitSeconds, env = process.env, cwd, quiet = false, onLine } = {}) {
  const started = performance.now();
  const stderr = onLine !== undefined ? 'pipe' : quiet ? 'ignore' : 'inherit';
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', stderr], env, cwd });
  const out = [];
  child.stdout.on('data', (bytes) => out.push(bytes));
  if (onLine !== undefined) createInterface({ input: child.stderr }).on('line', (line) => onLine(line, child.pid));
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
  return sumOfGroup(group, (process) => Number(readFileSync(`/proc/${process}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES);
}

/** Processor seconds so far of all processes of a group that still run, their ended threads too; 0 where there is no /proc. */
export function groupCpuSeconds(group) {
  return sumOfGroup(group, (_process, stat) => (Number(stat[USER_TICKS]) + Number(stat[SYSTEM_TICKS])) / TICKS_A_SECOND);
}

/** Adds up what `read(process, stat)` says of each process of a group. */
function sumOfGroup(group, read) {
  let sum = 0;
  for (const name of listProcesses()) {
    try {
      // After the name, which may hold blanks and brackets: state, parent, group …
      const line = readFileSync(`/proc/${name}/stat`, 'utf8');
      const stat = line.slice(line.lastIndexOf(')') + 2).split(' ');
      const [state, , owner] = stat;
      if (Number(owner) !== group || state === 'Z') continue;
      sum += read(name, stat);
    } catch {
      // It ended while we looked.
    }
  }
  return sum;
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

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { digestBytes } from '../digest.js';

/**
 * Names one process for good: its number alone is given out again. `start` is the process's start in clock ticks since
 * boot, `space` the namespace its number belongs to (containers have their own); both are '' where there is no /proc.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string;
  readonly boot: string;
  readonly space: string;
  readonly host: string;
}

let own: ProcessIdentity | undefined;

/** The identity of this process, read once. */
export function ownIdentity(): ProcessIdentity {
  own ??= {
    pid: process.pid,
    start: processStart(process.pid) ?? '',
    boot: short(readOrEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))),
    space: short(readOrEmpty(() => readlinkSync('/proc/self/ns/pid'))),
    host: short(hostname()),
  };
  return own;
}

/**
 * Whether a process still runs: no wall clock is asked. `unknown` for one on another machine or in another container,
 * whose process numbers mean nothing here.
 */
export function livenessOf(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  const self = ownIdentity();
  if (identity.host === self.host && identity.boot !== self.boot) return 'dead';
  if (identity.boot !== self.boot || identity.space !== self.space) return 'unknown';
  if (self.start === '') return isSignalled(identity.pid) ? 'alive' : 'dead';
  return processStart(identity.pid) === identity.start ? 'alive' : 'dead';
}

/** One word for file names, such as `4711.123456.0a1b2c3d.0a1b2c3d.0a1b2c3d`. */
export function formatIdentity({ pid, start, boot, space, host }: ProcessIdentity): string {
  return [pid, start, boot, space, host].join('.');
}

/** Reads `formatIdentity` back from the start of a file name; undefined when it is none. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  const match = /^(\d+)\.(\d*)\.([0-9a-f]*)\.([0-9a-f]*)\.([0-9a-f]*)(?:\.|$)/.exec(text);
  if (match === null) return undefined;
  const [, pid = '', start = '', boot = '', space = '', host = ''] = match;
  return { pid: Number(pid), start, boot, space, host };
}

/** Field 22 of /proc/PID/stat; undefined when the process is gone, or is a zombie that nobody has waited for. */
function processStart(pid: number): string | undefined {
  const stat = readOrEmpty(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  if (stat === '') return undefined;
  // The command's name stands in brackets and may hold anything, brackets included.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function isSignalled(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readOrEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

function short(text: string): string {
  return text === '' ? '' : digestBytes(text).slice(0, 8);
}

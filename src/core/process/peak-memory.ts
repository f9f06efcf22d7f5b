import { readFileSync } from 'node:fs';

/** The most that this process ever had resident (VmHWM), in bytes. What the process that started it had does not count. */
export function ownPeakBytes(): number {
  return statusBytes(process.pid, 'VmHWM') ?? process.resourceUsage().maxRSS * 1024;
}

/** A field of `/proc/PID/status` that holds kibibytes, in bytes; undefined where there is none. */
export function statusBytes(pid: number, field: string): number | undefined {
  try {
    const match = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match === null ? undefined : Number(match[1]) * 1024;
  } catch {
    return undefined;
  }
}

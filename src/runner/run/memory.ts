import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { ownPeakBytes, statusBytes } from '../../core/process/peak-memory.js';

const SAMPLE_MS = 250;

/**
 * Watches the resident memory of this process and all its descendants, in bytes. What this process alone took at its peak
 * is exact (the kernel keeps it); children are sampled four times a second, on the main thread: a child that lives
 * shorter, or between two samples, can be missed. Without /proc only this process is seen.
 */
export class MemoryWatch {
  readonly #timer: NodeJS.Timeout;
  #treePeak = 0;
  #sincePeak = 0;

  constructor() {
    this.#sample();
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS);
    this.#timer.unref();
  }

  /** The peak so far, over the whole life of this process. */
  peakBytes(): number {
    this.#sample();
    return Math.max(this.#treePeak, ownPeakBytes());
  }

  /** The sampled peak since the last call. */
  takePeakBytes(): number {
    this.#sample();
    const peak = this.#sincePeak;
    this.#sincePeak = 0;
    return peak;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const bytes = treeResidentBytes(process.pid);
    this.#treePeak = Math.max(this.#treePeak, bytes);
    this.#sincePeak = Math.max(this.#sincePeak, bytes);
  }
}

/** Resident bytes of a process and all its descendants now; of this process alone where there is no /proc. */
export function treeResidentBytes(pid: number): number {
  const own = statusBytes(pid, 'VmRSS') ?? (pid === process.pid ? process.memoryUsage.rss() : 0);
  return childrenOf(pid).reduce((sum, child) => sum + treeResidentBytes(child), own);
}

function childrenOf(pid: number): number[] {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return [];
  try {
    return readdirSync(tasks).flatMap((thread) => readFileSync(`${tasks}/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number));
  } catch {
    return [];
  }
}

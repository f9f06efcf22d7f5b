import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { asFileFailure } from '../files/file-failure.js';
import { makeFolder } from '../files/make-folder.js';
import { livenessOf, ownIdentity, type ProcessIdentity } from './process-identity.js';

const POLL_MS = 25;
const MAX_POLL_MS = 400;
const HEARTBEAT_MS = 5_000;
/** A lock from another machine or container that shows no heartbeat for so long belongs to nobody. */
const SILENCE_MS = 60_000;

interface LockRecord {
  readonly token: string;
  readonly owner: ProcessIdentity;
}

/** How to wait for a lock; an aborted signal ends the wait. */
export interface LockOptions {
  readonly signal?: AbortSignal;
  /** Called once when the lock is held by another and has to be waited for. */
  readonly onWait?: (ownerPid: number) => void;
}

/** A lock that is held until `release`. */
export interface FileLock {
  release(): void;
}

/**
 * Takes a lock between processes that share a folder: a file with its owner's number and start time, made by one `link`,
 * so that it is never seen half written. A lock of a dead process is taken over; no wall clock decides that. The owner
 * on another machine is judged by its heartbeat (the file's changing time stamp), watched with a monotonic clock.
 * Failures: `resources.disk-full`, `resources.read-only`. Throws the signal's reason when aborted while it waits.
 */
export async function acquireLock(file: string, options: LockOptions = {}): Promise<FileLock> {
  const watch = new HeartbeatWatch();
  let pollMs = POLL_MS;
  for (let waited = false; ; ) {
    options.signal?.throwIfAborted();
    const lock = tryLock(file);
    if (lock !== undefined) return lock;
    const holder = readLock(file);
    if (holder === undefined) continue;
    if (watch.isDead(file, holder)) {
      await removeStale(file, holder.token, options);
      continue;
    }
    if (!waited) options.onWait?.(holder.owner.pid);
    waited = true;
    // An aborted delay throws an AbortError of its own; the next turn throws the signal's reason.
    await delay(pollMs, undefined, options.signal === undefined ? {} : { signal: options.signal }).catch(() => {});
    pollMs = Math.min(MAX_POLL_MS, pollMs * 1.5);
  }
}

/** Takes the lock if nobody has it, without looking at who has. */
export function tryLock(file: string): FileLock | undefined {
  const token = randomUUID();
  const record: LockRecord = { token, owner: ownIdentity() };
  const temporary = `${file}.${token}.tmp`;
  try {
    makeFolder(dirname(file));
    writeFileSync(temporary, JSON.stringify(record), { flag: 'wx' });
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw asFileFailure(error, file);
  } finally {
    rmSync(temporary, { force: true });
  }
  return holdLock(file, token);
}

/** Whether some process holds the lock; a lock of a dead process counts as free. */
export function isLocked(file: string): boolean {
  const record = readLock(file);
  return record !== undefined && livenessOf(record.owner) !== 'dead';
}

/** Removes what dead processes left in a folder of locks: locks that nobody will ask for again, and halves of new ones. */
export async function removeDeadLocks(folder: string): Promise<void> {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const record = readLock(file);
    if (record === undefined || livenessOf(record.owner) !== 'dead') continue;
    if (name.endsWith('.tmp')) rmSync(file, { force: true });
    else await removeStale(file, record.token, {});
  }
}

function holdLock(file: string, token: string): FileLock {
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS);
  heartbeat.unref();
  return {
    release() {
      clearInterval(heartbeat);
      if (readLock(file)?.token === token) rmSync(file, { force: true });
    },
  };
}

/**
 * Removes the lock of a dead process. Two that saw it dead could remove each other's new lock; so the removal is itself
 * done under a lock, and only when the file still is the one that was seen.
 */
async function removeStale(file: string, token: string, options: LockOptions): Promise<void> {
  const guard = await acquireLock(`${file}.breaking`, options.signal === undefined ? {} : { signal: options.signal });
  try {
    if (readLock(file)?.token === token) rmSync(file, { force: true });
  } finally {
    guard.release();
  }
}

class HeartbeatWatch {
  #seen = '';
  #since = 0;

  isDead(file: string, { token, owner }: LockRecord): boolean {
    const liveness = livenessOf(owner);
    if (liveness !== 'unknown') return liveness === 'dead';
    const beat = `${token} ${statSync(file, { throwIfNoEntry: false })?.mtimeMs}`;
    const now = performance.now();
    if (beat !== this.#seen) {
      this.#seen = beat;
      this.#since = now;
    }
    return now - this.#since > SILENCE_MS;
  }
}

/** Undefined when there is no lock. A file that holds no record was cut short by a power failure or overwritten: nobody owns it. */
function readLock(file: string): LockRecord | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return parseRecord(text) ?? { token: text, owner: { ...ownIdentity(), pid: 0, start: 'cut short' } };
}

function parseRecord(text: string): LockRecord | undefined {
  try {
    const { token, owner } = JSON.parse(text) as Partial<LockRecord>;
    const isIdentity = typeof owner?.pid === 'number' && [owner.start, owner.boot, owner.space, owner.host].every((part) => typeof part === 'string');
    return typeof token === 'string' && isIdentity ? { token, owner } : undefined;
  } catch {
    return undefined;
  }
}

function touch(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // The lock was taken over or the disk is gone; whoever writes next will say so.
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';

/**
 * Which threads have loaded what they run. One that is terminated while it loads takes the whole process with it (SIGABRT: Node asserts
 * that a module which is being required gets linked), so nobody terminates one before `settled`.
 */
export class ThreadStarts {
  readonly #starts = new Map<Worker, Promise<void>>();
  #startingCount = 0;

  /** Threads that are not known yet have just been made: they have told nothing so far. */
  watch(threads: readonly Worker[]): void {
    for (const thread of threads) {
      if (this.#starts.has(thread)) continue;
      this.#startingCount++;
      this.#starts.set(
        thread,
        startOf(thread).then(() => {
          this.#startingCount--;
        }),
      );
    }
  }

  /**
   * Resolves when each thread has told that it is ready, or has ended; one that replaces another is waited for too. Keeps the process
   * alive until then, which idle threads do not. Where nobody is waited for, work goes out before the caller's turn ends.
   */
  async settled(): Promise<void> {
    if (this.#startingCount === 0) return;
    const waiting = setInterval(() => {}, 1_000);
    for (let count = -1; count !== this.#starts.size; ) {
      count = this.#starts.size;
      await Promise.all(this.#starts.values());
      // Whoever looks at what an ended thread leaves behind does so in this turn.
      await nextTurn();
    }
    clearInterval(waiting);
  }
}

/** A thread of Piscina tells that it is ready before anything else. */
function startOf(thread: Worker): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['message', 'error', 'exit'] as const) thread.once(event, () => resolve());
  });
}

import { setTimeout as sleep } from 'node:timers/promises';

/** How often something is tried again, and how long it is waited for in between. */
export interface Patience {
  readonly tries: number;
  readonly firstMilliseconds: number;
  readonly mostMilliseconds: number;
}

/** As Spark's own clients: from the second second on all in all some minutes. */
export const PATIENT: Patience = { tries: 15, firstMilliseconds: 50, mostMilliseconds: 60_000 };

/** For the first word to a server: one that is not there is soon known. */
export const BRISK: Patience = { tries: 4, firstMilliseconds: 50, mostMilliseconds: 2_000 };

const GROWTH = 4;

/** Counts failures in a row, and waits longer after each. */
export class Waits {
  #failures = 0;

  constructor(readonly patience: Patience) {}

  /** Something went well: the next failure is a first one. */
  succeed(): void {
    this.#failures = 0;
  }

  /** Waits before the next try; throws `error` when there is none left, and the signal's reason when it is stopped. */
  async wait(error: unknown, signal: AbortSignal): Promise<void> {
    const { tries, firstMilliseconds, mostMilliseconds } = this.patience;
    this.#failures++;
    if (this.#failures >= tries) throw error;
    let milliseconds = firstMilliseconds;
    for (let i = 1; i < this.#failures; i++) milliseconds = Math.min(mostMilliseconds, milliseconds * GROWTH);
    await sleep(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Calls until it goes well, as long as `mayTryAgain` says of what was thrown. */
export async function withRetries<Result>(
  call: () => Promise<Result>,
  mayTryAgain: (error: unknown) => boolean,
  signal: AbortSignal,
  patience = PATIENT,
): Promise<Result> {
  const waits = new Waits(patience);
  for (;;) {
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      if (!mayTryAgain(error)) throw error;
      await waits.wait(error, signal);
    }
  }
}

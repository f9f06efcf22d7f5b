import type { RunEvent } from '../../core/events.js';

/** Finished stages say how fast the machine is once they were to take so long. */
const LEAST_SECONDS = 2;

/**
 * How long the whole run will still take: the forecast of the stages to come, by how the finished ones compared with theirs. Of the
 * stage that works its own pace counts where it says more.
 */
export class RunClock {
  readonly #finished = { expected: 0, taken: 0 };
  #expected: Readonly<Record<string, number>> | undefined;
  readonly #done = new Set<string>();
  #stage: { readonly name: string; readonly startMs: number } | undefined;

  /** `nowMs` is a monotonic clock in milliseconds. */
  hear(event: RunEvent, nowMs: number): void {
    if (event.type === 'forecast') this.#expected = event.stageSeconds;
    if (event.type === 'stage-started') this.#stage = { name: event.stage, startMs: nowMs };
    if (event.type !== 'stage-finished') return;
    this.#stage = undefined;
    this.#done.add(event.stage);
    const expected = this.#expected?.[event.stage] ?? 0;
    if (event.stage === 'source' || expected === 0) return;
    this.#finished.expected += expected;
    this.#finished.taken += event.seconds;
  }

  /** Null while nothing is known, and when the stage has outlasted what was expected of it. `paceSeconds` is what its pace leaves it. */
  secondsLeft(nowMs: number, paceSeconds: number | null): number | null {
    if (this.#expected === undefined || this.#stage === undefined) return null;
    const { name, startMs } = this.#stage;
    const factor = this.#factor();
    const own = Math.max((this.#expected[name] ?? 0) * factor - (nowMs - startMs) / 1000, paceSeconds ?? 0);
    if (own <= 0) return null;
    const later = Object.entries(this.#expected).filter(([stage]) => stage !== name && stage !== 'source' && !this.#done.has(stage));
    return own + factor * later.reduce((sum, [, seconds]) => sum + seconds, 0);
  }

  #factor(): number {
    const { expected, taken } = this.#finished;
    return expected < LEAST_SECONDS ? 1 : taken / expected;
  }
}

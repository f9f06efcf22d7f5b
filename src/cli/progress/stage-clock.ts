import type { RunEvent } from '../../core/events.js';

type ProgressEvent = Extract<RunEvent, { type: 'progress' }>;

/** How far a piece of work is, at which rate, and how long it will still take. */
export interface Pace {
  readonly stage: string;
  readonly unit: string;
  readonly done: number;
  readonly total: number;
  /** Units a second since the work was first heard of; null before that can be told. */
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

/** Turns progress events into rates. A stage that goes on to another unit is timed anew. */
export class StageClock {
  readonly #starts = new Map<string, { readonly ms: number; readonly done: number }>();

  /** `nowMs` is a monotonic clock in milliseconds. */
  read({ stage, unit, done, total }: ProgressEvent, nowMs: number): Pace {
    const key = `${stage} ${unit}`;
    const start = this.#starts.get(key) ?? { ms: nowMs, done };
    this.#starts.set(key, start);
    const seconds = (nowMs - start.ms) / 1000;
    const perSecond = seconds > 0 && done > start.done ? (done - start.done) / seconds : null;
    return { stage, unit, done, total, perSecond, secondsLeft: perSecond === null ? null : Math.max(0, total - done) / perSecond };
  }

  /** Forgets a stage, so that another run of it is timed anew. */
  forget(stage: string): void {
    for (const key of [...this.#starts.keys()]) if (key.startsWith(`${stage} `)) this.#starts.delete(key);
  }
}

import type { EventListener, RunEvent } from '../../core/events.js';
import { formatSeconds } from '../../core/size.js';
import { formatNumber, formatScore } from '../../report/format.js';
import type { Progress } from './progress.js';
import { RunClock } from './run-clock.js';
import { describePace, describePass, describeRest, RunStory } from './run-story.js';
import { type Pace, StageClock } from './stage-clock.js';

/** Where lines go, how many of them, and the clock that they are timed by. */
export interface LineOptions {
  readonly write: (text: string) => void;
  readonly level: 'quiet' | 'normal' | 'verbose';
  readonly now: () => Date;
}

/** No stage tells of its progress more often. */
const MIN_INTERVAL_MS = 1000;
/** Nobody who reads along waits longer for a line: then it tells how far the passes are. */
const MAX_SILENCE_MS = 30_000;

/** Plain lines with the time in front, for logs: at most one a second and stage about progress, and one every 30 s of silence. */
export class LineProgress implements Progress {
  readonly listen: EventListener;
  readonly #clock = new StageClock();
  readonly #story = new RunStory();
  readonly #lastToldMs = new Map<string, number>();

  readonly #runClock = new RunClock();
  #stage: string | undefined;
  #stageStartMs = 0;
  #pace: Pace | undefined;
  #lastLineMs: number;

  constructor(private readonly options: LineOptions) {
    this.#lastLineMs = this.#nowMs();
    this.listen = (event) => {
      this.#story.hear(event);
      this.#runClock.hear(event, this.#nowMs());
      this.#follow(event);
      const text = this.#lineFor(event);
      if (text !== undefined) this.#write(text);
    };
  }

  /** To be called every second or so: ends a long silence. */
  tick(): void {
    if (this.options.level === 'quiet' || this.#stage === undefined || this.#nowMs() - this.#lastLineMs < MAX_SILENCE_MS) return;
    const seconds = (this.#nowMs() - this.#stageStartMs) / 1000;
    const pace = this.#pace === undefined ? '' : describePace({ ...this.#pace, secondsLeft: null });
    const rest = describeRest(this.#runClock.secondsLeft(this.#nowMs(), this.#pace?.secondsLeft ?? null));
    const parts = [pace, this.#story.pass(), `${formatSeconds(seconds)} so far`, rest];
    this.#write(`${this.#stage}: ${parts.filter((part) => part !== '').join(', ')}`);
  }

  close(): void {}

  #write(text: string): void {
    this.#lastLineMs = this.#nowMs();
    this.options.write(`${this.options.now().toISOString().slice(0, 19)}Z ${text}\n`);
  }

  #follow(event: RunEvent): void {
    if (event.type === 'stage-finished') this.#stage = undefined;
    if (event.type !== 'stage-started') return;
    this.#stage = event.stage;
    this.#stageStartMs = this.#nowMs();
    this.#pace = undefined;
  }

  #lineFor(event: RunEvent): string | undefined {
    if (event.type === 'warning') return `${event.stage}: warning: ${event.message}`;
    if (this.options.level === 'quiet') return undefined;
    return this.#normalLine(event) ?? (this.options.level === 'verbose' ? verboseLine(event) : undefined);
  }

  #normalLine(event: RunEvent): string | undefined {
    switch (event.type) {
      case 'run-started':
        return `run ${event.run} of ${event.pipeline}`;
      case 'stage-started':
        this.#clock.forget(event.stage);
        this.#lastToldMs.set(event.stage, this.#nowMs());
        return undefined;
      case 'progress': {
        this.#pace = this.#clock.read(event, this.#nowMs());
        return this.#mayTell(event.stage) ? `${event.stage}: ${describePace(this.#pace)}` : undefined;
      }
      case 'trial-finished':
        return this.#mayTell('search') ? `search: ${this.#story.trials()}` : undefined;
      case 'stage-finished':
        return this.#story.finished(event);
      case 'run-finished':
        return `run ${event.run} finished in ${formatSeconds(event.seconds)}`;
      default:
        return undefined;
    }
  }

  #mayTell(stage: string): boolean {
    const now = this.#nowMs();
    if (now - (this.#lastToldMs.get(stage) ?? 0) < MIN_INTERVAL_MS) return false;
    this.#lastToldMs.set(stage, now);
    return true;
  }

  #nowMs(): number {
    return this.options.now().getTime();
  }
}

function verboseLine(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'note':
      return `${event.stage}: ${event.message}`;
    case 'stage-started':
      return `${event.stage}: started`;
    case 'artifact':
      return `${event.stage}: ${event.reused ? 'found' : 'made'} ${event.kind} ${event.key.slice(0, 12)}`;
    case 'trial-finished':
      return `search: trial ${event.trial} (${event.label}) ${formatScore(event.score)} in ${formatSeconds(event.seconds)}`;
    case 'pass-finished':
      return `${event.trial < 0 ? 'final fit' : `trial ${event.trial}`}, pass ${event.pass}: ${[`objective ${formatNumber(event.objective)}`, ...describePass(event), formatSeconds(event.seconds)].join(', ')}`;
    default:
      return undefined;
  }
}

import type { EventListener, RunEvent } from '../../core/events.js';
import { formatSeconds } from '../../core/size.js';
import { formatNumber, formatScore } from '../../report/format.js';
import type { Progress } from './progress.js';
import { describePace, RunStory } from './run-story.js';
import { StageClock } from './stage-clock.js';

/** Where lines go, how many of them, and the clock that they are timed by. */
export interface LineOptions {
  readonly write: (text: string) => void;
  readonly level: 'quiet' | 'normal' | 'verbose';
  readonly now: () => Date;
}

/** No stage tells of its progress more often. */
const MIN_INTERVAL_MS = 1000;

/** Plain lines with the time in front, for logs: at most one a second and stage about progress. */
export class LineProgress implements Progress {
  readonly listen: EventListener;
  readonly #clock = new StageClock();
  readonly #story = new RunStory();
  readonly #lastToldMs = new Map<string, number>();

  constructor(private readonly options: LineOptions) {
    this.listen = (event) => {
      this.#story.hear(event);
      const text = this.#lineFor(event);
      if (text !== undefined) options.write(`${options.now().toISOString().slice(0, 19)}Z ${text}\n`);
    };
  }

  close(): void {}

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
        const pace = this.#clock.read(event, this.#nowMs());
        return this.#mayTell(event.stage) ? `${event.stage}: ${describePace(pace)}` : undefined;
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
      return `trial ${event.trial}, pass ${event.pass}: objective ${formatNumber(event.objective)}, validation ${formatScore(event.score)}, ${formatSeconds(event.seconds)}`;
    default:
      return undefined;
  }
}

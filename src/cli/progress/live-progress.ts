import type { WriteStream } from 'node:tty';
import { Presets, SingleBar } from 'cli-progress';
import type { EventListener, RunEvent } from '../../core/events.js';
import { formatSeconds } from '../../core/size.js';
import { cutToWidth } from '../../core/terminal/text-width.js';
import type { Progress } from './progress.js';
import { RunClock } from './run-clock.js';
import { describePace, describeRest, RunStory } from './run-story.js';
import { type Pace, StageClock } from './stage-clock.js';

const BAR_WIDTH = 24;

/** One live line for the stage that works, over one lasting line for each that is done. */
export class LiveProgress implements Progress {
  readonly listen: EventListener = (event) => this.#hear(event);
  readonly #bar: SingleBar;
  readonly #clock = new StageClock();
  readonly #story = new RunStory();
  readonly #runClock = new RunClock();
  #stage: string | undefined;
  #stageStartMs = 0;
  #pace: Pace | undefined;

  constructor(private readonly stream: WriteStream) {
    this.#bar = new SingleBar(
      { stream, format: () => this.#liveLine(), hideCursor: true, clearOnComplete: true, fps: 8, linewrap: false, gracefulExit: false },
      Presets.legacy,
    );
  }

  close(): void {
    this.#stopBar();
  }

  #hear(event: RunEvent): void {
    this.#story.hear(event);
    this.#runClock.hear(event, performance.now());
    if (event.type === 'stage-started') this.#startStage(event.stage);
    if (event.type === 'progress') this.#pace = this.#clock.read(event, performance.now());
    if (event.type === 'run-started') this.#tell(`run ${event.run} of ${event.pipeline}`);
    if (event.type === 'warning') this.#tell(`! ${event.stage}: ${event.message}`);
    if (event.type !== 'stage-finished') return;
    this.#stopBar();
    this.#tell(`✓ ${this.#story.finished(event)}`);
  }

  #startStage(stage: string): void {
    this.#stopBar();
    this.#clock.forget(stage);
    this.#stage = stage;
    this.#stageStartMs = performance.now();
    this.#pace = undefined;
    // The bar redraws itself several times a second. Its own counter is not used: a stage may first count rows, then shards.
    this.#bar.start(1, 0);
  }

  #stopBar(): void {
    if (this.#stage === undefined) return;
    this.#bar.stop();
    this.#stage = undefined;
  }

  /** Writes a lasting line, with the live one out of the way. */
  #tell(line: string): void {
    const stage = this.#stage;
    if (stage !== undefined) this.#bar.stop();
    this.stream.write(`${line}\n`);
    if (stage !== undefined) this.#bar.start(1, 0);
  }

  #liveLine(): string {
    const elapsed = formatSeconds((performance.now() - this.#stageStartMs) / 1000);
    const head = `  ${(this.#stage ?? '').padEnd(10)}  ${elapsed.padStart(9)}`;
    const best = this.#stage === 'search' ? this.#story.best() : '';
    const pace = this.#pace === undefined ? [] : [drawBar(this.#pace), describePace(this.#pace)];
    const rest = describeRest(this.#runClock.secondsLeft(performance.now(), this.#pace?.secondsLeft ?? null));
    const parts = [head, ...pace, this.#story.pass(), rest, best];
    const line = parts.filter((part) => part !== '').join('  ');
    return cutToWidth(line, (this.stream.columns ?? 80) - 1);
  }
}

function drawBar({ done, total }: Pace): string {
  const filled = total > 0 ? Math.min(BAR_WIDTH, Math.round((BAR_WIDTH * done) / total)) : 0;
  return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
}

import type { WriteStream } from 'node:tty';
import type { EventListener } from '../../core/events.js';
import type { GlobalOptions } from '../command.js';
import { LineProgress } from './line-progress.js';

/** Shows what a run tells while it works. `close` leaves the terminal as it was; it may be called twice. */
export interface Progress {
  readonly listen: EventListener;
  close(): void;
}

const TICK_MS = 1000;

/** Live bars on a terminal, plain lines with the time elsewhere (or with `--verbose`, which tells too much for a bar). */
export async function createProgress({ verbose, quiet }: Pick<GlobalOptions, 'verbose' | 'quiet'>, stream: WriteStream): Promise<Progress> {
  if (stream.isTTY && !verbose && !quiet && process.env.TERM !== 'dumb' && process.env.CI === undefined) {
    const { LiveProgress } = await import('./live-progress.js');
    return new LiveProgress(stream);
  }
  const level = quiet ? 'quiet' : verbose ? 'verbose' : 'normal';
  const lines = new LineProgress({ write: (text) => stream.write(text), level, now: () => new Date() });
  const timer = setInterval(() => lines.tick(), TICK_MS);
  timer.unref();
  return {
    listen: lines.listen,
    close: () => {
      clearInterval(timer);
      lines.close();
    },
  };
}

import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { RunEvent } from '../../core/events.js';
import { asFileFailure } from '../../core/files/file-failure.js';

/** Name of the event log in a run folder. */
export const EVENT_LOG = 'events.jsonl';

/** A kept event: when it happened by the clock, and how many seconds after the start by a monotonic one. */
export type LoggedEvent = RunEvent & { readonly time: string; readonly seconds: number };

/** `events.jsonl` of a run: a line an event, in order. Progress is left out: it is for those who watch. */
export class EventLog {
  readonly #file: string;
  readonly #startMs: number;
  #handle: number | undefined;

  constructor(file: string, startMs: number) {
    this.#file = file;
    this.#startMs = startMs;
    try {
      this.#handle = openSync(file, 'a');
    } catch (error) {
      throw asFileFailure(error, file);
    }
  }

  write(event: RunEvent): void {
    if (this.#handle === undefined || event.type === 'progress') return;
    const line = { time: new Date().toISOString(), seconds: Math.round(performance.now() - this.#startMs) / 1000, ...event };
    try {
      writeSync(this.#handle, `${JSON.stringify(line)}\n`);
    } catch (error) {
      throw asFileFailure(error, this.#file);
    }
  }

  close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }
}

/** The events of a run in order. Lines that cannot be read are left out: a kill cuts the last one short, a bad disk any. */
export function readEventLog(file: string): LoggedEvent[] {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1).flatMap(parseEvent);
}

function parseEvent(line: string): LoggedEvent[] {
  try {
    const event = JSON.parse(line) as LoggedEvent | null;
    return typeof event?.type === 'string' ? [event] : [];
  } catch {
    return [];
  }
}

import { describe, expect, test } from 'vitest';
import { LineProgress } from '../../../src/cli/progress/line-progress.js';
import { StageClock } from '../../../src/cli/progress/stage-clock.js';
import type { RunEvent } from '../../../src/core/events.js';

/** Lines that the events make, each event a number of milliseconds after the one before. */
function linesOf(level: 'quiet' | 'normal' | 'verbose', events: readonly (readonly [number, RunEvent])[]): string[] {
  let nowMs = 0;
  const lines: string[] = [];
  const progress = new LineProgress({ level, write: (text) => lines.push(text.trimEnd()), now: () => new Date(nowMs) });
  for (const [waitMs, event] of events) {
    nowMs += waitMs;
    progress.listen(event);
  }
  return lines;
}

const rows = (done: number, total = 1000): RunEvent => ({ type: 'progress', stage: 'features', unit: 'rows', done, total });

describe('plain progress lines', () => {
  test('come at most once a second and stage, with rate and time left', () => {
    const events: [number, RunEvent][] = [
      [0, { type: 'stage-started', stage: 'features' }],
      ...Array.from({ length: 40 }, (_, i): [number, RunEvent] => [100, rows(10 * i)]),
    ];
    expect(linesOf('normal', events)).toEqual([
      '1970-01-01T00:00:01Z features: 90 of 1,000 rows, 100 rows/s, 9.1 s left',
      '1970-01-01T00:00:02Z features: 190 of 1,000 rows, 100 rows/s, 8.1 s left',
      '1970-01-01T00:00:03Z features: 290 of 1,000 rows, 100 rows/s, 7.1 s left',
      '1970-01-01T00:00:04Z features: 390 of 1,000 rows, 100 rows/s, 6.1 s left',
    ]);
  });

  test('name the best trial so far and what came from the store', () => {
    const lines = linesOf('normal', [
      [0, { type: 'stage-started', stage: 'search' }],
      [5000, { type: 'trial-finished', trial: 0, label: 'l2=1e-4', score: 0.51, seconds: 5 }],
      [100, { type: 'trial-finished', trial: 1, label: 'l2=1e-5', score: 0.55, seconds: 5 }],
      [100, { type: 'artifact', stage: 'search', kind: 'trial', key: 'ab', reused: true }],
      [100, { type: 'stage-finished', stage: 'search', seconds: 5.3 }],
    ]);
    expect(lines).toEqual([
      '1970-01-01T00:00:05Z search: 1 trial done, best 0.510 (l2=1e-4)',
      '1970-01-01T00:00:05Z search          5.3 s  1 from the store  2 trials done, best 0.550 (l2=1e-5)',
    ]);
  });

  test('tell nothing but warnings when quiet', () => {
    const lines = linesOf('quiet', [
      [0, { type: 'stage-started', stage: 'prepare' }],
      [5000, rows(10)],
      [0, { type: 'warning', stage: 'prepare', message: '3 rows in quarantine' }],
      [0, { type: 'stage-finished', stage: 'prepare', seconds: 5 }],
    ]);
    expect(lines).toEqual(['1970-01-01T00:00:05Z prepare: warning: 3 rows in quarantine']);
  });

  test('tell of every pass and note when verbose', () => {
    const lines = linesOf('verbose', [
      [0, { type: 'note', stage: 'split', message: 'hello' }],
      [0, { type: 'pass-finished', trial: 2, pass: 1, objective: 1.5, score: 0.4, seconds: 2 }],
    ]);
    expect(lines).toEqual(['1970-01-01T00:00:00Z split: hello', '1970-01-01T00:00:00Z trial 2, pass 1: objective 1.5, validation 0.400, 2.0 s']);
  });
});

describe('the pace of a stage', () => {
  test('starts anew for another unit and for another run of the stage', () => {
    const clock = new StageClock();
    const event = (unit: string, done: number) => ({ type: 'progress', stage: 's', unit, done, total: 100 }) as const;
    expect(clock.read(event('rows', 0), 0).perSecond).toBeNull();
    expect(clock.read(event('rows', 20), 2000)).toMatchObject({ perSecond: 10, secondsLeft: 8 });
    expect(clock.read(event('trials', 1), 3000).perSecond).toBeNull();
    clock.forget('s');
    expect(clock.read(event('rows', 30), 4000).perSecond).toBeNull();
  });

  test('does not count what was done before it was first heard of', () => {
    const clock = new StageClock();
    clock.read({ type: 'progress', stage: 's', unit: 'rows', done: 50, total: 100 }, 0);
    expect(clock.read({ type: 'progress', stage: 's', unit: 'rows', done: 60, total: 100 }, 1000)).toMatchObject({ perSecond: 10, secondsLeft: 4 });
  });
});

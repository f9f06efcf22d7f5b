import { describe, expect, test } from 'vitest';
import { LineProgress } from '../../../src/cli/progress/line-progress.js';
import { RunClock } from '../../../src/cli/progress/run-clock.js';
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

type Known = number | null;
const passEvent = (trial: number, pass: number, trainingLoss: Known, validationLoss: Known, score: Known, seconds: number): RunEvent => ({
  type: 'pass-finished',
  trial,
  pass,
  objective: 1.5,
  trainingLoss,
  validationLoss,
  metric: 'macroF1',
  score,
  seconds,
});

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
      [0, passEvent(2, 1, 1.25, 1.75, 0.4, 2)],
      [0, passEvent(-1, 4, 1.1, null, null, 3)],
      [0, passEvent(0, 1, null, null, null, 1)],
    ]);
    expect(lines).toEqual([
      '1970-01-01T00:00:00Z split: hello',
      '1970-01-01T00:00:00Z trial 2, pass 1: objective 1.5, loss 1.25 train, 1.75 validation, macroF1 0.400, 2.0 s',
      '1970-01-01T00:00:00Z final fit, pass 4: objective 1.5, loss 1.1 train, 3.0 s',
      '1970-01-01T00:00:00Z trial 0, pass 1: objective 1.5, 1.0 s',
    ]);
  });
});

describe('a long silence', () => {
  test('is ended after 30 s with how far the passes are and what is left of the run', () => {
    let nowMs = 0;
    const lines: string[] = [];
    const progress = new LineProgress({ level: 'normal', write: (text) => lines.push(text.trimEnd()), now: () => new Date(nowMs) });
    const events: [number, RunEvent][] = [
      [0, { type: 'forecast', stageSeconds: { source: 2, search: 200, train: 50 } }],
      [0, { type: 'stage-started', stage: 'search' }],
      [0, { type: 'progress', stage: 'search', unit: 'trials', done: 0, total: 4 }],
      [20_000, passEvent(1, 1, 2, 2.5, 0.4, 19)],
      [20_000, passEvent(1, 2, 1, 2.25, 0.43, 18)],
    ];
    for (const [waitMs, event] of events) {
      for (let second = 0; second < waitMs; second += 1000) {
        nowMs += 1000;
        progress.tick();
      }
      progress.listen(event);
    }
    for (let second = 0; second < 25; second++) {
      nowMs += 1000;
      progress.tick();
    }
    expect(lines).toEqual([
      '1970-01-01T00:00:30Z search: 0 of 4 trials, trial 1 at pass 1, loss 2 train, 2.5 validation, macroF1 0.400, 30.0 s so far, about 3 min 40 s left of the run',
      '1970-01-01T00:01:00Z search: 0 of 4 trials, trial 1 at pass 2, loss 1 train, 2.25 validation, macroF1 0.430, 1 min 00 s so far, about 3 min 10 s left of the run',
    ]);
  });

  test('stays one when quiet, and between stages', () => {
    for (const level of ['quiet', 'normal'] as const) {
      let nowMs = 0;
      const lines: string[] = [];
      const progress = new LineProgress({ level, write: (text) => lines.push(text), now: () => new Date(nowMs) });
      if (level === 'quiet') progress.listen({ type: 'stage-started', stage: 'search' });
      nowMs = 100_000;
      progress.tick();
      expect(lines).toEqual([]);
    }
  });
});

describe('the time left of a run', () => {
  const forecast: RunEvent = { type: 'forecast', stageSeconds: { source: 2, prepare: 10, search: 100, train: 20 } };
  const started = (stage: string): RunEvent => ({ type: 'stage-started', stage });
  const finished = (stage: string, seconds: number): RunEvent => ({ type: 'stage-finished', stage, seconds });

  test('goes by how finished stages compared with their forecast', () => {
    const clock = new RunClock();
    for (const event of [forecast, started('prepare'), finished('prepare', 20), started('search')]) clock.hear(event, 0);
    expect(clock.secondsLeft(50_000, null)).toBe(150 + 40);
  });

  test('goes by the pace of the stage where that says more', () => {
    const clock = new RunClock();
    for (const event of [forecast, started('search')]) clock.hear(event, 0);
    expect(clock.secondsLeft(10_000, 500)).toBe(500 + 20 + 10);
    expect(clock.secondsLeft(10_000, 5)).toBe(90 + 20 + 10);
  });

  test('is not told where nobody knows it', () => {
    const clock = new RunClock();
    clock.hear(started('search'), 0);
    expect(clock.secondsLeft(0, 5)).toBeNull();
    clock.hear(forecast, 0);
    expect(clock.secondsLeft(101_000, null)).toBeNull();
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

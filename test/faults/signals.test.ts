import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { counted, drawing, someOf } from './extent.js';
import {
  artifactLock,
  digestsOf,
  type Ended,
  eventsOf,
  type Fixture,
  keysByStage,
  leftovers,
  makeFixture,
  manifestOf,
  run,
  startHeld,
  startRun,
} from './fixture.js';
import { tally } from './tally.js';

const SIGNALS = [
  ['SIGINT', 130, 'signal.interrupt'],
  ['SIGTERM', 143, 'signal.terminate'],
  ['SIGHUP', 129, 'signal.hangup'],
] as const;

/** Stages that keep work; the others are reached by the drawn moments below. */
const STAGES = ['prepare', 'split', 'features', 'search', 'train', 'calibrate', 'evaluate', 'bundle'];
const MOMENTS = counted(12, 2);
const HELD = someOf('signals', STAGES, 1);

let fixture: Fixture;
let wanted: { split: string; model: string };
let keys: ReadonlyMap<string, string>;
let lengthMs: number;

beforeAll(async () => {
  fixture = await makeFixture();
  const workspace = fixture.makeWorkspace();
  const undisturbed = await run(fixture, workspace);
  wanted = digestsOf(undisturbed);
  keys = new Map(keysByStage(manifestOf(workspace, undisturbed)));
  lengthMs = 1000 * undisturbed.seconds;
});

afterAll(() => fixture.remove());

const lastStage = (workspace: string): string | undefined =>
  eventsOf(workspace)
    .flatMap((event) => (event.type === 'stage-started' ? [event.stage] : []))
    .at(-1);

test('every stage that keeps work is among those that are interrupted', () => {
  expect([...keys.keys()]).toEqual(STAGES);
});

describe.each(HELD)('during %s', (stage) => {
  test('SIGINT ends the run with 130, SIGTERM with 143, SIGHUP with 129, and the same command goes on', async (context) => {
    const count = tally(context, 'signal held in a stage');
    const workspace = fixture.makeWorkspace();
    for (const [signal, exitCode, code] of SIGNALS) {
      const { child, ended, lock } = await startHeld(fixture, workspace, artifactLock(workspace, keys.get(stage) as string));
      expect(lastStage(workspace)).toBe(stage);

      child.kill(signal);
      count.injected++;
      const end = await ended;
      lock.release();

      expect([end.exitCode, end.json.error?.code]).toEqual([exitCode, code]);
      expect(end.json.error?.hint).toContain('same command');
      expect(leftovers(workspace)).toEqual([]);
    }
    expect(digestsOf(await run(fixture, workspace))).toEqual(wanted);
    count.survived = count.injected;
  });
});

test('signals at drawn moments, from the first line of the program on, end as they should, and the same command goes on', async (context) => {
  const count = tally(context, 'signal at drawn moments');
  const rng = drawing(7, 'signals');
  for (let round = 0; round < MOMENTS; round++) {
    const workspace = fixture.makeWorkspace();
    const [signal, exitCode] = SIGNALS[round % SIGNALS.length] as (typeof SIGNALS)[number];
    const { child, ended } = startRun(fixture, workspace);
    const timer = setTimeout(() => child.kill(signal), rng.nextFloat() * lengthMs);
    const end: Ended = await ended;
    clearTimeout(timer);
    if (end.exitCode !== 0) {
      // A run that was over before the signal came says nothing.
      count.injected++;
      // Before the program listens, Node ends by the signal itself: a shell shows the same number.
      if (end.signal !== signal) expect(end.exitCode, end.stderr).toBe(exitCode);
      expect(end.stderr).not.toContain('    at ');
    }
    expect(digestsOf(await run(fixture, workspace))).toEqual(wanted);
    count.survived = count.injected;
  }
  console.log(`faults: signals: ${SIGNALS.length * HELD.length} held in stages, ${count.injected} at drawn moments, 0 digests changed`);
});

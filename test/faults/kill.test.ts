import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Rng } from '../../src/core/rng.js';
import { counted, drawing, IS_SAMPLE } from './extent.js';
import { digestsOf, type Fixture, makeFixture, run } from './fixture.js';
import { killRuns } from './kill-runs.js';
import { tally } from './tally.js';

const KILLS = counted(100, 2);
/** A sample takes the smaller of the jobs that come with the project: the main job alone would take half of a sample's time. */
const JOB = IS_SAMPLE ? 'pipelines/naics.yaml' : 'pipelines/business-activity.yaml';
const JOB_KILLS = counted(10, 1);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let fixture: Fixture;

beforeAll(async () => {
  fixture = await makeFixture();
});

afterAll(() => fixture.remove());

test(`kill -9 at ${KILLS} moments over the length of a run, then the same command: the same digests as without`, async (context) => {
  const wanted = digestsOf(await run(fixture, fixture.makeWorkspace()));
  // The first run reads everything from the disk; the second one is what the killed ones are like.
  const lengthMs = 1000 * (await run(fixture, fixture.makeWorkspace())).seconds;
  const startMs = performance.now();
  // Some are killed again while they take up what the last one left.
  const takesUp = (rng: Rng): boolean => rng.nextBelow(3) !== 0;
  const finished = await killRuns(fixture, wanted, {
    kills: KILLS,
    lengthMs,
    takesUp,
    rng: drawing(20261123, 'kill'),
    count: tally(context, 'kill -9 of a small run'),
  });
  tell('kill -9', KILLS, lengthMs, finished, startMs);
}, 1_200_000);

test(`kill -9 at ${JOB_KILLS} moments of ${JOB}, each taken up by an attempt that may be killed again: the same digests`, async (context) => {
  const job: Fixture = { ...fixture, folder: ROOT, pipeline: JOB };
  const undisturbed = await run(job, fixture.makeWorkspace());
  const lengthMs = 1000 * undisturbed.seconds;
  const startMs = performance.now();
  const takesUp = (): boolean => false;
  const finished = await killRuns(job, digestsOf(undisturbed), {
    kills: JOB_KILLS,
    lengthMs,
    takesUp,
    rng: drawing(20261124, 'kill the job'),
    count: tally(context, 'kill -9 of the main job'),
  });
  expect(finished).toBeGreaterThan(0);
  tell(`kill -9 of ${JOB}`, JOB_KILLS, lengthMs, finished, startMs);
}, 1_200_000);

function tell(fault: string, kills: number, lengthMs: number, finished: number, startMs: number): void {
  const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
  console.log(
    `faults: ${fault}: ${kills} injected over ${(lengthMs / 1000).toFixed(1)} s, ${finished} runs taken up to their end, 0 digests changed, in ${seconds} s`,
  );
}

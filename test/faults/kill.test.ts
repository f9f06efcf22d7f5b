import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { digestsOf, type Fixture, leftovers, makeFixture, run, startRun } from './fixture.js';

const KILLS = Number(process.env.MILLRACE_KILLS ?? 100);

let fixture: Fixture;

beforeAll(async () => {
  fixture = await makeFixture();
});

afterAll(() => fixture.remove());

test(`kill -9 at ${KILLS} moments over the length of a run, then the same command: the same digests as without`, async () => {
  const undisturbed = await run(fixture, fixture.makeWorkspace());
  const wanted = digestsOf(undisturbed);
  // The first run reads everything from the disk; the second one is what the killed ones are like.
  const lengthMs = 1000 * (await run(fixture, fixture.makeWorkspace())).seconds;
  const rng = Rng.fromSeed(20261123);
  let killed = 0;
  let resumed = 0;
  let workspace = fixture.makeWorkspace();
  const startMs = performance.now();

  while (killed < KILLS) {
    const { child, ended } = startRun(fixture, workspace);
    const timer = setTimeout(() => child.kill('SIGKILL'), rng.nextFloat() * lengthMs);
    const end = await ended;
    clearTimeout(timer);
    if (end.signal === 'SIGKILL') {
      killed++;
      // Some are killed again while they take up what the last one left.
      if (rng.nextBelow(3) === 0 && killed < KILLS) continue;
    }
    const after = end.signal === 'SIGKILL' ? await run(fixture, workspace) : end;
    resumed++;
    expect(digestsOf(after), after.stderr).toEqual(wanted);
    expect(leftovers(workspace)).toEqual([]);
    rmSync(workspace, { recursive: true });
    workspace = fixture.makeWorkspace();
  }

  const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
  console.log(
    `faults: kill -9: ${killed} injected over ${(lengthMs / 1000).toFixed(1)} s, ${resumed} runs taken up, 0 digests changed, in ${seconds} s`,
  );
}, 1_200_000);

import { rmSync } from 'node:fs';
import { expect } from 'vitest';
import type { Rng } from '../../src/core/rng.js';
import { digestsOf, type Fixture, leftovers, run, startRun } from './fixture.js';
import type { FaultTally } from './tally.js';

export interface KillPlan {
  readonly kills: number;
  /** Offsets are drawn over this length. */
  readonly lengthMs: number;
  /** Whether a killed run is taken up now; otherwise the next attempt, which may be killed too, finds what it left. */
  readonly takesUp: (rng: Rng) => boolean;
  readonly rng: Rng;
  readonly count: FaultTally;
}

/** Kills runs at drawn moments until enough were hit; every run that ends must have the wanted digests. Returns how many did. */
export async function killRuns(fixture: Fixture, wanted: ReturnType<typeof digestsOf>, plan: KillPlan): Promise<number> {
  const { count } = plan;
  let finished = 0;
  let workspace = fixture.makeWorkspace();
  while (count.injected < plan.kills) {
    const { child, ended } = startRun(fixture, workspace);
    const timer = setTimeout(() => child.kill('SIGKILL'), plan.rng.nextFloat() * plan.lengthMs);
    const end = await ended;
    clearTimeout(timer);
    if (end.signal === 'SIGKILL') {
      count.injected++;
      if (!plan.takesUp(plan.rng) && count.injected < plan.kills) continue;
    }
    const after = end.signal === 'SIGKILL' ? await run(fixture, workspace) : end;
    finished++;
    expect(digestsOf(after), after.stderr).toEqual(wanted);
    expect(leftovers(workspace)).toEqual([]);
    // Those that were killed again while they took up what the last one left survived with this one.
    count.survived = count.injected;
    rmSync(workspace, { recursive: true });
    workspace = fixture.makeWorkspace();
  }
  return finished;
}

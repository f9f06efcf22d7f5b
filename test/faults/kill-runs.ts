import { rmSync } from 'node:fs';
import { expect } from 'vitest';
import type { Rng } from '../../src/core/rng.js';
import { digestsOf, type Fixture, leftovers, run, startRun } from './fixture.js';

export interface KillPlan {
  readonly kills: number;
  /** Offsets are drawn over this length. */
  readonly lengthMs: number;
  /** Whether a killed run is taken up now; otherwise the next attempt, which may be killed too, finds what it left. */
  readonly takesUp: (rng: Rng) => boolean;
  readonly rng: Rng;
}

/** Kills runs at drawn moments until enough were hit; every run that ends must have the wanted digests. Returns how many did. */
export async function killRuns(fixture: Fixture, wanted: ReturnType<typeof digestsOf>, plan: KillPlan): Promise<number> {
  let killed = 0;
  let finished = 0;
  let workspace = fixture.makeWorkspace();
  while (killed < plan.kills) {
    const { child, ended } = startRun(fixture, workspace);
    const timer = setTimeout(() => child.kill('SIGKILL'), plan.rng.nextFloat() * plan.lengthMs);
    const end = await ended;
    clearTimeout(timer);
    if (end.signal === 'SIGKILL') {
      killed++;
      if (!plan.takesUp(plan.rng) && killed < plan.kills) continue;
    }
    const after = end.signal === 'SIGKILL' ? await run(fixture, workspace) : end;
    finished++;
    expect(digestsOf(after), after.stderr).toEqual(wanted);
    expect(leftovers(workspace)).toEqual([]);
    rmSync(workspace, { recursive: true });
    workspace = fixture.makeWorkspace();
  }
  return finished;
}

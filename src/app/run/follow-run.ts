import type { Trial } from '../../artifacts/trials.js';
import type { EventListener } from '../../core/events.js';
import type { Manifest } from '../../runner/manifest.js';
import type { InputFile } from '../../runner/run/inputs.js';
import type { Run } from '../../runner/run/run.js';
import type { EndServices, RunFollower, TimedTold } from './run-follower.js';

/** All followers of a run as one. */
export interface Following {
  readonly begin: (inputs: readonly InputFile[]) => void;
  readonly trial: (trial: Trial) => void;
  /** Warns of what was not told. */
  readonly end: (manifest: Manifest) => Promise<readonly TimedTold[]>;
}

/** Lets followers hear of a run. What they do not manage is no failure of the run: its end and its exit code are its own. */
export function followedBy(followers: readonly RunFollower[], run: Run, services: EndServices, emit: EventListener): Following {
  return {
    begin: (inputs) => {
      const { startedAt } = run.measure();
      const begun = { run: run.id, experiment: run.pipeline, startMs: Date.parse(startedAt), inputs, projectFolder: run.projectFolder };
      for (const follower of followers) follower.begin(begun);
    },
    trial: (trial) => {
      for (const follower of followers) follower.trial(trial);
    },
    end: async (manifest) => {
      const finished = { run: run.id, folder: run.folder, state: manifest.status, manifest, isPruned: false };
      const startMs = performance.now();
      const told = await Promise.all(
        followers.map(async (follower) => ({ ...(await follower.end(finished, services)), seconds: (performance.now() - startMs) / 1000 })),
      );
      for (const { to, address, problem } of told)
        if (problem !== null) emit({ type: 'warning', stage: 'tracking', message: `not sent to ${to} at ${address}: ${problem}` });
      return told;
    },
  };
}

import { fail } from '../../core/failure.js';
import { Http } from '../http.js';
import type { FetchedRun, OpenTrackedRun, TrackedHead, Tracker } from '../tracker.js';
import { Artifacts } from './artifacts.js';
import type { MlflowSettings } from './connection.js';
import { findOrMakeExperiment } from './experiments.js';
import { moveAliases } from './models.js';
import { MlflowRun, RUN_TAG } from './open-run.js';
import { Rest } from './rest.js';
import { getRun, type ServerRun, searchRuns } from './runs.js';
import { keyValues } from './wire.js';

/** An MLflow server, spoken to by its REST interface. The signal ends whatever is under way. */
export class MlflowTracker implements Tracker {
  readonly #rest: Rest;

  constructor(
    readonly settings: MlflowSettings,
    signal: AbortSignal,
  ) {
    this.#rest = new Rest(new Http(settings.connection, signal));
  }

  get address(): string {
    return this.settings.connection.address;
  }

  async open(head: TrackedHead): Promise<OpenTrackedRun> {
    const { experimentId, experimentName } = this.settings;
    const id = experimentId ?? (await findOrMakeExperiment(this.#rest, experimentName ?? head.experiment));
    return MlflowRun.open(this.#rest, id, head);
  }

  async mirrorAliases(name: string, aliases: Readonly<Record<string, number>>): Promise<readonly string[]> {
    return moveAliases(this.#rest, name, aliases);
  }

  async fetch(run: string, folder: string): Promise<FetchedRun> {
    const found = await this.#find(run);
    const own = keyValues(found?.data.tags).get(RUN_TAG);
    if (found === undefined || own === undefined) throw this.#missing(run);
    const artifacts = Artifacts.of(this.#rest, found.info.run_id, found.info.artifact_uri);
    if (artifacts === undefined) throw this.#missing(run);
    await artifacts.fetch('', folder);
    return { run: own, folder };
  }

  /** By the server's id, else by ours. */
  async #find(run: string): Promise<ServerRun | undefined> {
    if (/^[0-9a-f]{32}$/.test(run)) return getRun(this.#rest, run);
    // A quote would end the text of the filter.
    if (!/^[\w-]+$/.test(run)) return undefined;
    const [first] = await searchRuns(this.#rest, null, `tags.\`${RUN_TAG}\` = '${run}'`);
    return first;
  }

  #missing(run: string): Error {
    return fail('usage.missing-run', {
      what: 'the tracking server has no such run',
      where: this.address,
      got: run,
      wanted: 'the id of a run that millrace sent there with its files, by its own name or by that of the server',
    });
  }
}

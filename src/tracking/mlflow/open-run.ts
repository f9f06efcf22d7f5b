import { fail } from '../../core/failure.js';
import { mapLimited } from '../../core/map-limited.js';
import type { OpenTrackedRun, SentRun, TrackedFacts, TrackedHead, TrackedRun, TrackedTrial } from '../tracker.js';
import { Artifacts } from './artifacts.js';
import { logDatasets } from './datasets.js';
import { registerModel } from './models.js';
import type { Rest } from './rest.js';
import { getRun, logFacts, type ServerRun, searchRuns, unstored } from './runs.js';
import { keyValues } from './wire.js';

/** Tag of a run: our id of it. */
export const RUN_TAG = 'millrace.run';
/** Tag of a run whose every part is there. Set last. */
const COMPLETE_TAG = 'millrace.complete';
/** Tag of a child: the number of its trial. */
const TRIAL_TAG = 'millrace.trial';
const PARENT_TAG = 'mlflow.parentRunId';

const STATUS = { done: 'FINISHED', failed: 'FAILED', interrupted: 'KILLED' } as const;

/** Requests under way at once: more than a few gain nothing, and a run is written by one. */
const LANES = 4;

/** A run at an MLflow server, with a child a trial. */
export class MlflowRun implements OpenTrackedRun {
  /** Ids of children by trial. */
  readonly #children = new Map<number, string>();

  private constructor(
    readonly rest: Rest,
    readonly parent: ServerRun,
    /** Made just now: it has no child yet that would have to be looked for. */
    readonly isNew: boolean,
  ) {}

  static async open(rest: Rest, experimentId: string, head: TrackedHead): Promise<MlflowRun> {
    const filter = `tags.\`${RUN_TAG}\` = '${head.run}'`;
    const tags = { [RUN_TAG]: head.run, 'mlflow.runName': head.run };
    const found = await findRun(rest, experimentId, filter);
    return new MlflowRun(rest, found ?? (await createRun(rest, experimentId, head.startMs, tags)), found === undefined);
  }

  async sendTrial(trial: TrackedTrial): Promise<void> {
    const id = this.#children.get(trial.trial) ?? (await this.#createChild(trial));
    this.#children.set(trial.trial, id);
    await logFacts(this.rest, id, withTrialTag(trial));
    await this.#end(id, 'FINISHED', trial.endMs);
  }

  async finish(run: TrackedRun): Promise<SentRun> {
    const { info } = this.parent;
    await this.#sendMissingTrials(run.trials);
    await logFacts(this.rest, info.run_id, run);
    await logDatasets(this.rest, info.run_id, run.datasets);
    const leftOut = await this.#sendFiles(run);
    await this.#checkStored(info.run_id, run);
    await this.#end(info.run_id, STATUS[run.status], run.endMs);
    await logFacts(this.rest, info.run_id, { metrics: [], params: {}, tags: { [COMPLETE_TAG]: String(leftOut.length === 0) } });
    const url = `${this.rest.http.connection.address}/#/experiments/${info.experiment_id}/runs/${info.run_id}`;
    return { id: info.run_id, url, leftOut };
  }

  /** Children that are not there as they should be are sent, with all that they have; one that is there twice is deleted once. */
  async #sendMissingTrials(trials: readonly TrackedTrial[]): Promise<void> {
    if (trials.length === 0) return;
    const { run_id, experiment_id } = this.parent.info;
    const there = new Map<string | undefined, ServerRun>();
    for (const child of await searchRuns(this.rest, experiment_id, `tags.\`${PARENT_TAG}\` = '${run_id}'`)) {
      const trial = keyValues(child.data.tags).get(TRIAL_TAG);
      if (trial !== undefined && there.has(trial)) await this.rest.call('POST', 'runs/delete', { run_id: child.info.run_id });
      else there.set(trial, child);
    }
    await mapLimited(trials, LANES, async (trial) => {
      const child = there.get(String(trial.trial));
      if (child?.info.status === 'FINISHED' && unstored(child, withTrialTag(trial)).length === 0) return;
      if (child !== undefined) this.#children.set(trial.trial, child.info.run_id);
      await this.sendTrial(trial);
      await this.#checkStored(this.#children.get(trial.trial) as string, withTrialTag(trial));
    });
  }

  async #createChild({ trial, name, startMs }: TrackedTrial): Promise<string> {
    const { run_id, experiment_id } = this.parent.info;
    const filter = `tags.\`${PARENT_TAG}\` = '${run_id}' and tags.\`${TRIAL_TAG}\` = '${trial}'`;
    const tags = { [PARENT_TAG]: run_id, [TRIAL_TAG]: String(trial), 'mlflow.runName': name };
    const found = this.isNew ? undefined : await findRun(this.rest, experiment_id, filter);
    return (found ?? (await createRun(this.rest, experiment_id, startMs, tags))).info.run_id;
  }

  async #sendFiles({ files, model }: TrackedRun): Promise<readonly string[]> {
    const { artifact_uri, run_id } = this.parent.info;
    if (files.length === 0) return [];
    const artifacts = Artifacts.of(this.rest, run_id, artifact_uri);
    if (artifacts === undefined)
      return [`its files and its model: the server does not hand them on to ${artifact_uri.split('/').slice(0, 3).join('/')} (--serve-artifacts)`];
    await artifacts.send(files);
    const [missing] = await artifacts.missing(files);
    if (missing !== undefined) throw notStored(this.rest, run_id, [`file ${missing.path}: is not there as it was sent`]);
    if (model !== null) await registerModel(this.rest, this.parent, model);
    return [];
  }

  async #end(run_id: string, status: string, endMs: number): Promise<void> {
    await this.rest.call('POST', 'runs/update', { run_id, status, end_time: Math.round(endMs) });
  }

  /** The server answers also where it stored nothing. */
  async #checkStored(run_id: string, facts: TrackedFacts): Promise<void> {
    const stored = await getRun(this.rest, run_id);
    const faults = stored === undefined ? ['no such run'] : unstored(stored, facts);
    if (faults.length > 0) throw notStored(this.rest, run_id, faults);
  }
}

function withTrialTag(trial: TrackedTrial): TrackedFacts {
  return { ...trial, tags: { ...trial.tags, [TRIAL_TAG]: String(trial.trial) } };
}

/** The oldest run that fits. */
async function findRun(rest: Rest, experiment_id: string, filter: string): Promise<ServerRun | undefined> {
  return (await searchRuns(rest, experiment_id, filter))[0];
}

/** Sent once: a lost answer may mean that it was made, so it is looked for before it is made again. */
async function createRun(rest: Rest, experiment_id: string, startMs: number, tags: Readonly<Record<string, string>>): Promise<ServerRun> {
  const fields = { experiment_id, start_time: Math.round(startMs), tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
  const answer = await rest.call<{ run: ServerRun }>('POST', 'runs/create', fields, { repeats: false });
  if (answer === undefined) throw rest.refused('runs/create', 200, 'no run although it was made');
  return answer.run;
}

function notStored(rest: Rest, run_id: string, faults: readonly string[]): Error {
  return fail('tracking.refused', {
    what: 'the tracking server stored something else than it was sent',
    where: `${rest.http.connection.address}, run ${run_id}`,
    got: `${faults.slice(0, 3).join('; ')}${faults.length > 3 ? `; ${faults.length} in all` : ''}`,
    wanted: 'what was sent',
  });
}

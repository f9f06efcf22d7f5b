import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEST } from '../../../artifacts/split.js';
import type { Trial } from '../../../artifacts/trials.js';
import type { PipelineConfig } from '../../../config/pipeline-config.js';
import type { RunEvent } from '../../../core/events.js';
import { makeFolder } from '../../../core/files/make-folder.js';
import { writeFileAtomic } from '../../../core/files/write-atomic.js';
import type { Baseline, BaselineCosts, TestAnswers } from '../../../evaluation/baselines/baseline.js';
import { rowsToJudge } from '../../../evaluation/rows-to-judge.js';
import { scoreRows } from '../../../training/score-rows.js';
import type { FlowArtifacts } from '../../flow/flow.js';
import { chooseRange } from '../../flow/stage-range.js';
import { resolveResources, type Services, withServices } from '../../open-services.js';
import { type PipelineRun, type WalkedRun, walkRun } from '../../run/walk-run.js';

/** One kind of model on one set: a configuration with this kind alone. */
export interface BaselineRequest {
  readonly estimator: string;
  readonly config: PipelineConfig;
  readonly pipelineFile: string;
  /** Absolute paths. */
  readonly workspace: string;
  readonly projectFolder: string;
}

/** Stages whose processor time is that of fitting. */
const FITTING = ['search', 'train'];

/**
 * Runs the flow up to the bundle, in this process; nothing is registered. Work that is done is found: then the costs are those that
 * were measured when it was made, kept in `baselines/` of the workspace.
 */
export async function runBaseline(request: BaselineRequest, signal: AbortSignal, emit: (event: RunEvent) => void): Promise<Baseline> {
  const { config, workspace } = request;
  const clock = new FitClock();
  const listen = (event: RunEvent): void => {
    clock.hear(event);
    emit(event);
  };
  const resources = resolveResources(config.resources);
  return withServices({ workspace, signal, emit: listen, engine: config.engine, ...resources }, (services) =>
    walkRun(services, pipelineRun(request, signal, listen), chooseRange({ until: 'bundle' }), (walked) => judge(request, walked, services, clock)),
  );
}

function pipelineRun(
  { config, pipelineFile, workspace, projectFolder, estimator }: BaselineRequest,
  signal: AbortSignal,
  emit: PipelineRun['emit'],
): PipelineRun {
  const commandLine = ['compare', pipelineFile, estimator];
  return { config, pipelineFile, commandLine, workspace, projectFolder, requireClean: false, signal, emit };
}

async function judge(
  request: BaselineRequest,
  { run, made: part, measureCoding, repeats }: WalkedRun,
  services: Services,
  clock: FitClock,
): Promise<Baseline> {
  const made = part as FlowArtifacts;
  const { trials, split, bundle, evaluation } = made;
  const chosen = trials.trials[trials.chosen] as Trial;
  const coding = await measureCoding(made);
  const answers = await answersOf(made, services);
  const wasMade = run.stages.filter(({ stage }) => FITTING.includes(stage)).every(({ outcome }) => outcome === 'fresh');
  const measured: BaselineCosts = {
    fitCpuSeconds: wasMade ? clock.cpuSeconds : null,
    peakRssMb: wasMade ? run.measure().peakRssBytes / 1e6 : null,
    textsPerCpuSecond: coding?.textsPerCpuSecond ?? null,
    bundleBytes: bundle.byteCount,
  };
  const manifest = run.finish({ splitDigest: split.splitDigest, modelDigest: bundle.modelDigest }, 'partial');
  const costs = keepCosts(join(request.workspace, 'baselines', `${manifest.planDigest}.json`), measured);
  return {
    estimator: request.estimator,
    run: run.id,
    splitDigest: split.splitDigest,
    modelDigest: bundle.modelDigest,
    chosen: chosen.label,
    trialCount: trials.trials.length,
    settings: { ...chosen.settings },
    validation: chosen.validation[trials.metric],
    metrics: evaluation.metrics,
    intervals: evaluation.intervals,
    repeats,
    costs,
    answers,
  };
}

/** The code that the model gives to each test row. */
async function answersOf({ prepared, split, fit, matrix }: FlowArtifacts, { training }: Services): Promise<TestAnswers> {
  const { rows, label, modelLabel, group, weight } = rowsToJudge(prepared, split, TEST, fit.model);
  const { top } = await scoreRows(training, fit, matrix, rows, modelLabel, { topCount: 1, temperatures: [] });
  const indexOf = new Map(prepared.codes.map((code, index) => [code, index]));
  return {
    codeCount: prepared.codes.length,
    label: [...label],
    group: [...group],
    weight: weight && [...weight],
    given: Array.from(top, (place) => indexOf.get(fit.model.codes[place] as string) as number),
  };
}

/** What was measured now, and for what was not, what was measured when the work was done. */
function keepCosts(file: string, measured: BaselineCosts): BaselineCosts {
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as BaselineCosts) : null;
  if (measured.fitCpuSeconds === null && before !== null) return before;
  makeFolder(join(file, '..'));
  writeFileAtomic(file, JSON.stringify(measured));
  return measured;
}

/** Processor time of this process while it fits. */
class FitClock {
  cpuSeconds = 0;
  #start: NodeJS.CpuUsage | null = null;

  hear(event: RunEvent): void {
    if (event.type === 'stage-started' && FITTING.includes(event.stage)) this.#start = process.cpuUsage();
    if (event.type !== 'stage-finished' || this.#start === null) return;
    const { user, system } = process.cpuUsage(this.#start);
    this.cpuSeconds += (user + system) / 1e6;
    this.#start = null;
  }
}

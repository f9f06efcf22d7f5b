import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { Digest } from '../../core/digest.js';
import { Failure, type FailureDetail } from '../../core/failure.js';
import type { RunFollower } from '../run/run-follower.js';
import type { DoneRun } from '../run/run-pipeline.js';
import type { PipelineRun } from '../run/walk-run.js';
import { isStillTrue, type KnownDigests } from './is-still-true.js';
import { type PointResult, readSweep, sweepDigest, writeSweep } from './sweep-record.js';

/** A point of a sweep: what its run is asked for. */
export interface PointRequest {
  readonly config: PipelineConfig;
  readonly commandLine: readonly string[];
  readonly followers: readonly RunFollower[];
}

/** What became of a point: `found` in the workspace, `done` now, or failed. */
export type PointOutcome =
  | { readonly status: 'found' | 'done'; readonly result: PointResult }
  | { readonly status: 'failed'; readonly error: FailureDetail; readonly exitCode: number };

/** A sweep, all of whose points are composed. */
export interface SweepRequest extends Pick<PipelineRun, 'pipelineFile' | 'workspace' | 'projectFolder' | 'requireClean' | 'signal' | 'emit'> {
  readonly points: readonly PointRequest[];
  /** Runs one point: `runPipeline`, with what a program adds. */
  readonly runPoint: (request: PipelineRun) => Promise<DoneRun>;
  /** What the end of a run means for whoever called. */
  readonly exitCodeOf: (done: DoneRun, config: PipelineConfig) => number;
}

/** What became of a sweep, points in their order. */
export interface SweptPoints {
  readonly sweep: Digest;
  readonly outcomes: readonly PointOutcome[];
}

/**
 * Runs every point, one after the other, each as a run of its own; points that are done, of the same bytes, are only found. A point that
 * fails does not stop the others; a signal does: the same sweep goes on where it stopped.
 */
export async function runSweep(request: SweepRequest): Promise<SweptPoints> {
  const { points, workspace } = request;
  const sweep = sweepDigest(points.map(({ config }) => config));
  const record = { ...readSweep(workspace, sweep) };
  const known: KnownDigests = new Map();
  const outcomes: PointOutcome[] = [];
  for (const [index, point] of points.entries()) {
    request.signal.throwIfAborted();
    const outcome = await outcomeOf(point, record[index], request, known);
    outcomes.push(outcome);
    if (outcome.status !== 'done') continue;
    record[index] = outcome.result;
    writeSweep(workspace, sweep, record);
  }
  return { sweep, outcomes };
}

async function outcomeOf(point: PointRequest, before: PointResult | undefined, request: SweepRequest, known: KnownDigests): Promise<PointOutcome> {
  const { workspace, projectFolder, signal } = request;
  try {
    if (before !== undefined && (await isStillTrue(before, point.config, { workspace, projectFolder, known }))) {
      return { status: 'found', result: before };
    }
    return { status: 'done', result: await resultOf(point, request) };
  } catch (error) {
    if (!(error instanceof Failure) || signal.aborted) throw error;
    return { status: 'failed', error: error.detail, exitCode: error.exitCode };
  }
}

async function resultOf(point: PointRequest, request: SweepRequest): Promise<PointResult> {
  const { points: _, runPoint, exitCodeOf, ...about } = request;
  const done = await runPoint({ ...about, ...point });
  const { trials, evaluation, split, bundle, comparison } = done.made;
  const chosen = trials.trials[trials.chosen];
  return {
    run: done.facts.run,
    seconds: done.facts.seconds,
    validation: chosen?.validation[trials.metric] ?? null,
    accuracy: evaluation.metrics.accuracy ?? null,
    macroF1: evaluation.metrics.macroF1 ?? null,
    splitDigest: split.splitDigest,
    modelDigest: bundle.modelDigest,
    gate: comparison.decision,
    exitCode: exitCodeOf(done, point.config),
  };
}

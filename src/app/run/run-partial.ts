import type { Comparison } from '../../artifacts/evaluation.js';
import type { Trial } from '../../artifacts/trials.js';
import type { Json } from '../../core/canonical-json.js';
import { withPrivateFiles } from '../../core/files/private-files.js';
import type { Manifest } from '../../runner/manifest.js';
import type { StageRange } from '../flow/stage-range.js';
import { resolveResources, withServices } from '../open-services.js';
import { choiceJson, gateJson, metricsJson } from './run-summary.js';
import { requireTrial } from './trials-alone.js';
import { type PipelineRun, type WalkedRun, walkRun } from './walk-run.js';

/** A partial run that is done. */
export interface PartialRun {
  readonly manifest: Manifest;
  /** Where the range reaches the gate. */
  readonly comparison: Comparison | undefined;
}

/**
 * Runs the stages of a range that ends before the last one. Its work lies in the store, where a run finds it; what it writes beside
 * that, its events and its manifest (status `partial`) in a run folder of its own. It registers nothing and makes no report.
 * Failures: those of the stages, `usage.missing-work` when what it needs is not there, `usage.wrong-value` for a trial that is not there.
 */
export async function runPartial(request: PipelineRun, range: StageRange): Promise<PartialRun> {
  const { config, workspace, signal, emit } = request;
  if (range.trial !== undefined) requireTrial(range.trial, config);
  return withPrivateFiles(!config.privacy.examples, () =>
    withServices({ workspace, signal, emit, engine: config.engine, ...resolveResources(config.resources) }, (services) =>
      walkRun(services, request, range, async (walked) => ({
        manifest: walked.run.finish(partialResults(range, walked), 'partial'),
        comparison: walked.made.comparison,
      })),
    ),
  );
}

/** What a range came to, for programs: of what a whole run tells as much as is there. */
function partialResults(range: StageRange, { made, trial }: WalkedRun): Readonly<Record<string, Json>> {
  const { split, trials, bundle, evaluation, comparison } = made;
  const results = {
    range,
    splitDigest: split?.splitDigest,
    trial: trial === null ? trials && choiceJson(trials) : trialJson(trial),
    metrics: evaluation && metricsJson(evaluation),
    modelDigest: bundle?.modelDigest,
    gate: comparison && gateJson(comparison),
  };
  // What is undefined goes.
  return JSON.parse(JSON.stringify(results)) as Readonly<Record<string, Json>>;
}

function trialJson({ trial, label, validation, seconds }: Trial) {
  return { number: trial, label, validation, seconds };
}

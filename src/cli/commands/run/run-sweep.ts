import type { PointOutcome, PointRequest } from '../../../app/sweep/run-sweep.js';
import { followersOf, trackingSettings } from '../../../app/track/followers.js';
import { ConfigGroups } from '../../../config/compose/config-groups.js';
import { type SweepPoint, sweepPoints } from '../../../config/compose/sweep-points.js';
import { fail, formatFailure } from '../../../core/failure.js';
import { formatSeconds } from '../../../core/size.js';
import { formatScore } from '../../../report/format.js';
import { hintingBeside } from '../../beside-pipeline.js';
import { argument, argumentList, type CommandInput, type Outcome } from '../../command.js';
import { loadRunConfig } from '../../load-run-config.js';
import { textTable } from '../../text/text-table.js';
import { gateEnd } from './gate-end.js';
import { rangeFlags } from './run-partial.js';

/** `millrace run --multirun`: a run for every combination of values. Exit code: the first of its points that is not 0. */
export async function runMany(input: CommandInput): Promise<Outcome> {
  refuseRange(input);
  const pipelineFile = argument(input, 0);
  const { workspace, projectFolder } = input.global;
  const points = sweepPoints(argumentList(input, 1), new ConfigGroups(pipelineFile, projectFolder));
  // All of them before the first starts: a wrong value of the last one costs no night.
  const requests: PointRequest[] = [];
  for (const point of points) requests.push(await requestOf(point, pipelineFile, input));
  const { runSweep } = await import('../../../app/sweep/run-sweep.js');
  const { runPipeline } = await import('../../../app/run/run-pipeline.js');
  const { sweep, outcomes } = await runSweep({
    points: requests,
    pipelineFile,
    workspace,
    projectFolder,
    requireClean: input.options.requireClean === true,
    signal: input.signal,
    emit: input.emit,
    runPoint: (request) => hintingBeside(pipelineFile, projectFolder, () => runPipeline(request)),
    exitCodeOf: ({ made }, config) => gateEnd(made.comparison.decision, config.gate).exitCode,
  });
  const rows = outcomes.map((outcome, index) => ({ settings: (points[index] as SweepPoint).settings, ...jsonOf(outcome) }));
  const exitCode = outcomes.map(exitCodeOf).find((code) => code !== 0) ?? 0;
  const status = outcomes.some((outcome) => outcome.status === 'failed') ? 'failed' : 'done';
  return { json: { sweep, points: rows, status }, text: describeSweep(points, outcomes), exitCode };
}

function refuseRange(input: CommandInput): void {
  const [flag] = rangeFlags(input);
  if (flag === undefined) return;
  throw fail('usage.wrong-value', {
    what: 'a sweep runs whole pipelines',
    where: `command line: ${flag}`,
    got: `--multirun with ${flag}`,
    wanted: '--multirun alone, or one run of some stages',
  });
}

async function requestOf({ settings }: SweepPoint, pipelineFile: string, input: CommandInput): Promise<PointRequest> {
  const config = await loadRunConfig(pipelineFile, settings, input);
  const { projectFolder } = input.global;
  const followers = followersOf(trackingSettings(input.environment), config, { projectFolder, signal: input.signal });
  return { config, commandLine: ['run', pipelineFile, ...settings], followers };
}

function jsonOf(outcome: PointOutcome): Readonly<Record<string, unknown>> {
  if (outcome.status === 'failed') return { status: outcome.status, error: outcome.error };
  return { status: outcome.status, ...outcome.result };
}

function exitCodeOf(outcome: PointOutcome): number {
  return outcome.status === 'failed' ? outcome.exitCode : outcome.result.exitCode;
}

/** A line a point, in the order of the sweep; what failed is told below. */
function describeSweep(points: readonly SweepPoint[], outcomes: readonly PointOutcome[]): string {
  const header = ['settings', 'validation', 'accuracy', 'macro F1', 'gate', 'time', 'run'];
  const rows = outcomes.map((outcome, index) => [(points[index] as SweepPoint).swept.join(' '), ...cellsOf(outcome)]);
  const failures = outcomes.flatMap((outcome, index) =>
    outcome.status === 'failed' ? [`${(points[index] as SweepPoint).swept.join(' ')}: ${formatFailure(outcome.error)}`] : [],
  );
  const count = (status: PointOutcome['status']): number => outcomes.filter((outcome) => outcome.status === status).length;
  const head = `sweep of ${outcomes.length} points: ${count('done')} done now, ${count('found')} found, ${count('failed')} failed`;
  const how = 'Choose by validation: accuracy and macro F1 are those of test rows, of which the best of many is too good.';
  return [head, '', textTable(header, rows), '', how, ...failures.map((failure) => `\n${failure}`)].join('\n');
}

function cellsOf(outcome: PointOutcome): readonly string[] {
  if (outcome.status === 'failed') return ['–', '–', '–', outcome.error.code, '–', 'failed'];
  const { validation, accuracy, macroF1, gate, seconds, run } = outcome.result;
  return [...[validation, accuracy, macroF1].map(formatScore), gate, outcome.status === 'found' ? 'found' : formatSeconds(seconds), run];
}

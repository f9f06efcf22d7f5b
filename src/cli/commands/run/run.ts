import type { Told } from '../../../app/run/run-follower.js';
import { runJson, summarizeRun } from '../../../app/run/run-summary.js';
import { followersOf, trackingSettings } from '../../../app/track/followers.js';
import { hintingBeside } from '../../beside-pipeline.js';
import { argument, argumentList, type CommandInput, type Outcome } from '../../command.js';
import { loadRunConfig } from '../../load-run-config.js';
import { gateEnd } from './gate-end.js';
import { askedRange, rangeFlags, runStages } from './run-partial.js';

/** `millrace run`: the whole flow, or some of its stages, or with `--multirun` a run for every combination of values. Exit code 0, or 10 and 11 from the gate. */
export async function run(input: CommandInput): Promise<Outcome> {
  if (input.options.multirun === true) return (await import('./run-sweep.js')).runMany(input);
  const pipelineFile = argument(input, 0);
  const { projectFolder } = input.global;
  const settings = argumentList(input, 1);
  const tracking = trackingSettings(input.environment);
  const config = await loadRunConfig(pipelineFile, settings, input);
  // The whole flow takes a moment to load: a wrong key is told before.
  const { chooseRange, reachesEnd } = await import('../../../app/flow/stage-range.js');
  const range = chooseRange(askedRange(input));
  const request = {
    config,
    pipelineFile,
    commandLine: ['run', pipelineFile, ...settings, ...rangeFlags(input)],
    workspace: input.global.workspace,
    projectFolder,
    requireClean: input.options.requireClean === true,
    followers: followersOf(tracking, config, { projectFolder, signal: input.signal }),
    signal: input.signal,
    emit: input.emit,
  };
  if (!reachesEnd(range)) return hintingBeside(pipelineFile, projectFolder, () => runStages(request, range));
  const { runPipeline } = await import('../../../app/run/run-pipeline.js');
  const { facts, made, told } = await hintingBeside(pipelineFile, projectFolder, () => runPipeline(request, range));
  const gate = gateEnd(made.comparison.decision, config.gate);
  return {
    json: { ...runJson(facts, made), tracking: told, status: gate.status },
    text: [summarizeRun(facts, made), ...told.map(describeTold)].join('\n'),
    exitCode: gate.exitCode,
  };
}

/** A line as those of the summary. */
function describeTold({ to, address, sent, url }: Told): string {
  return `  ${'tracked'.padEnd(10)} ${sent ? (url ?? `${to}, ${address}`) : `not sent to ${to} at ${address}`}`;
}

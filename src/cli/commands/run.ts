import type { Told } from '../../app/run/run-follower.js';
import { runJson, summarizeRun } from '../../app/run/run-summary.js';
import { followersOf, trackingSettings } from '../../app/track/followers.js';
import type { GateDecision } from '../../artifacts/evaluation.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { FAILURES } from '../../core/failure.js';
import { hintingBeside } from '../beside-pipeline.js';
import { argument, argumentList, type CommandInput, type Outcome } from '../command.js';
import { loadRunConfig } from '../load-run-config.js';

/** `millrace run`: the whole flow. Exit code 0, or 10 and 11 from the gate. */
export async function run(input: CommandInput): Promise<Outcome> {
  const pipelineFile = argument(input, 0);
  const { projectFolder } = input.global;
  const settings = argumentList(input, 1);
  const tracking = trackingSettings(input.environment);
  const config = await loadRunConfig(pipelineFile, settings, input.global);
  // The whole flow takes a moment to load: a wrong key is told before.
  const { runPipeline } = await import('../../app/run/run-pipeline.js');
  const request = {
    config,
    pipelineFile,
    commandLine: ['run', pipelineFile, ...settings],
    workspace: input.global.workspace,
    projectFolder,
    requireClean: input.options.requireClean === true,
    followers: followersOf(tracking, config, input.signal),
    signal: input.signal,
    emit: input.emit,
  };
  const { facts, made, told } = await hintingBeside(pipelineFile, projectFolder, () => runPipeline(request));
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

/**
 * What the gate makes of a run that is done: a refusal counts only where promotion was asked for (`gate.promote`), doubt
 * only with `gate.cannotTell: fail`.
 */
export function gateEnd(decision: GateDecision, { promote, cannotTell }: PipelineConfig['gate']): { status: string; exitCode: number } {
  if (decision === 'refuse' && promote) return { status: 'refused', exitCode: FAILURES['gate.refused'].exitCode };
  if (decision === 'cannot-tell' && cannotTell === 'fail') return { status: 'cannot-tell', exitCode: FAILURES['gate.cannot-tell'].exitCode };
  return { status: 'done', exitCode: 0 };
}

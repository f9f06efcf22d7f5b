import type { AskedRange, StageRange } from '../../../app/flow/stage-range.js';
import type { PipelineRun } from '../../../app/run/walk-run.js';
import { formatSeconds } from '../../../core/size.js';
import { formatCount } from '../../../report/format.js';
import type { Manifest } from '../../../runner/manifest.js';
import type { CommandInput, Outcome } from '../../command.js';
import { optionInteger, optionText } from '../../parse-option.js';
import { gateEnd } from './gate-end.js';

/** The range of stages that the options of `run` ask for; all fields empty for the whole. */
export function askedRange(input: CommandInput): AskedRange {
  return {
    only: optionText(input, 'only'),
    startAt: optionText(input, 'startAt'),
    until: optionText(input, 'until'),
    trial: optionInteger(input, 'trial', 0),
  };
}

/** The same as flags, for the manifest. */
export function rangeFlags(input: CommandInput): readonly string[] {
  const { only, startAt, until, trial } = askedRange(input);
  const flags = { '--only': only, '--start-at': startAt, '--until': until, '--trial': trial };
  return Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)]));
}

/** `millrace run` with an end before the last stage. Exit code 0, or 10 and 11 from the gate where the range reaches it. */
export async function runStages(request: PipelineRun, range: StageRange): Promise<Outcome> {
  const { runPartial } = await import('../../../app/run/run-partial.js');
  const { manifest, comparison } = await runPartial(request, range);
  const gate = comparison === undefined ? { status: 'done', exitCode: 0 } : gateEnd(comparison.decision, request.config.gate);
  const { run, seconds, peakRssBytes, results, stages } = manifest;
  const done = stages.map(({ stage, outcome, seconds: took }) => ({ stage, outcome, seconds: took }));
  return {
    json: { run, seconds, peakRssMb: peakRssBytes / 1e6, stages: done, ...results, status: gate.status },
    text: await describePartial(manifest),
    exitCode: gate.exitCode,
  };
}

/** What was done stage by stage, and what came of it. */
async function describePartial({ run, pipeline, seconds, peakRssBytes, results, stages }: Manifest): Promise<string> {
  const { textTable } = await import('../../text/text-table.js');
  const facts = results as {
    readonly splitDigest?: string;
    readonly modelDigest?: string;
    readonly trial?: { readonly label: string };
    readonly gate?: { readonly decision: string; readonly reason: string };
  };
  const lines = [
    ['split', facts.splitDigest],
    ['trial', facts.trial?.label],
    ['model', facts.modelDigest],
    ['gate', facts.gate && `${facts.gate.decision}: ${facts.gate.reason}`],
  ].flatMap(([name, text]) => (text === undefined ? [] : [`  ${name?.padEnd(6)} ${text}`]));
  const head = `run ${run}, partial, of ${pipeline}: ${formatSeconds(seconds)}, peak ${formatCount(Math.round(peakRssBytes / 1e6))} MB`;
  const rows = stages.map(({ stage, outcome, seconds: took }) => [stage, outcome, formatSeconds(took)]);
  return [head, '', ...lines, '', textTable(['stage', 'work', 'time'], rows)].join('\n');
}

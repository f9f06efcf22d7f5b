import { describeDifference } from '../../runner/json-difference.js';
import type { PlannedStage } from '../../runner/plan.js';
import { argument, argumentList, type CommandInput, type Outcome } from '../command.js';
import { loadRunConfig } from '../load-run-config.js';
import { textTable } from '../text-table.js';

/** `millrace plan`: what a run would do, and why. */
export async function plan(input: CommandInput): Promise<Outcome> {
  const pipelineFile = argument(input, 0);
  const config = await loadRunConfig(pipelineFile, argumentList(input, 1), input.global);
  const { planPipeline } = await import('../plan-pipeline.js');
  const stages = await planPipeline(config, input.global.workspace, input.signal, input.emit);
  const rows = stages.map((stage) => [stage.stage, stage.state, explain(stage)]);
  return {
    json: { pipeline: config.name, stages },
    text: `plan of ${config.name} (${pipelineFile})\n\n${textTable(['stage', 'work', 'why'], rows)}`,
  };
}

function explain({ state, change, follows, missingKind, foundCount }: PlannedStage): string {
  if (follows !== null) return `reads what ${follows} makes anew`;
  if (change !== null) return describeDifference(change);
  if (state === 'cached') return `${foundCount} in the store`;
  return missingKind === null ? 'keeps no work' : 'never done before';
}

import { flowGraph } from '../../app/flow/flow-graph.js';
import { forecastJson, type MadeForecast } from '../../app/plan/forecast-run.js';
import type { GateOutlook } from '../../app/plan/gate-outlook.js';
import { fail } from '../../core/failure.js';
import { formatSeconds, formatSize } from '../../core/size.js';
import { refuseForecast } from '../../forecast/refuse-forecast.js';
import { largestVariant } from '../../forecast/run-scale.js';
import { formatCount, formatScore, formatShare } from '../../report/format.js';
import { describeDifference } from '../../runner/plan/json-difference.js';
import type { NewPartitions, PlannedStage } from '../../runner/plan/plan.js';
import { hintingBeside } from '../beside-pipeline.js';
import { argument, argumentList, type CommandInput, type Outcome } from '../command.js';
import { loadRunConfig } from '../load-run-config.js';
import { drawFlow } from '../text/draw-flow.js';
import { textTable } from '../text/text-table.js';

/** `millrace plan`: what a run would do, and why; with `--graph` the flow itself. */
export async function plan(input: CommandInput): Promise<Outcome> {
  if (input.options.graph === true) return showGraph();
  const pipelineFile = pipelineArgument(input);
  const config = await loadRunConfig(pipelineFile, argumentList(input, 1), input);
  const { planPipeline } = await import('../../app/plan/plan-pipeline.js');
  const { workspace, projectFolder } = input.global;
  const request = { config, workspace, projectFolder, signal: input.signal };
  const { stages, made, gate } = await hintingBeside(pipelineFile, projectFolder, () => planPipeline(request, input.emit));
  refuseForecast(made.forecast, made.input);
  const rows = stages.map((stage) => [stage.stage, stage.state, explain(stage)]);
  return {
    json: { pipeline: config.name, stages, forecast: forecastJson(made), gate },
    text: `plan of ${config.name} (${pipelineFile})\n\n${textTable(['stage', 'work', 'why'], rows)}\n\n${describeForecast(made)}${describeGate(gate)}`,
  };
}

/** The same for every pipeline: drawn from the list that a run goes through. */
async function showGraph(): Promise<Outcome> {
  const { FLOW } = await import('../../app/flow/flow.js');
  return { json: { graph: flowGraph(FLOW) }, text: drawFlow(FLOW) };
}

function pipelineArgument(input: CommandInput): string {
  if (input.args[0] !== undefined) return argument(input, 0);
  throw fail('usage.wrong-value', {
    what: "the argument 'pipeline' is missing",
    where: 'command line: millrace plan',
    got: 'nothing',
    wanted: 'millrace plan [options] <pipeline> [key=value...]',
    hint: 'millrace plan --help shows what it takes, with examples',
  });
}

/** The forecast for people: what it takes, and of what the memory is made. */
function describeForecast({ forecast, input, spark }: MadeForecast): string {
  const { sizes, parts, peakMemoryBytes, diskBytes, seconds } = forecast;
  const { featureCount } = largestVariant(sizes);
  const basis = `${formatCount(sizes.rowCount)} rows in ${formatCount(sizes.partitionCount)} ${sizes.partitionCount === 1 ? 'partition' : 'partitions'}, ${formatCount(featureCount)} features, ${formatCount(sizes.codeCount)} codes`;
  const origin = sizes.isExact ? 'as stored' : 'features and codes estimated from a sample of the texts, on the high side';
  const took =
    input.earlier.length === 0 ? 'no earlier run to go by' : `by ${input.earlier.length} earlier ${input.earlier.length === 1 ? 'run' : 'runs'} here`;
  const head = `forecast: peak memory ${formatSize(peakMemoryBytes)}, new on disk ${formatSize(diskBytes)}, ${formatSeconds(seconds)} (${took})`;
  const rows = parts.map(({ stage, what, byteCount }) => [stage, what, formatSize(byteCount)]);
  const over =
    peakMemoryBytes > input.memoryBytes
      ? `\nmore than the ${formatSize(input.memoryBytes)} of resources.memory: what a stage is done with is not given back at once`
      : '';
  const there = spark === null ? '' : `\non Spark: heap of the driver ${formatSize(spark.driverBytes)}, shuffles ${formatSize(spark.shuffleBytes)}`;
  return `${head}${over}${there}\n${basis}: ${origin}\n\n${textTable(['from', 'memory for', 'at most'], rows)}`;
}

/** What a gate by accuracy could tell from the test rows. */
function describeGate(gate: GateOutlook | null): string {
  if (gate === null) return '';
  const { groupCount, differingShare, run, margin, chanceIfEqual, detectableMargin } = gate;
  const basis = run === null ? `about ${formatCount(groupCount)} groups of test rows` : `${formatCount(groupCount)} groups of test rows in ${run}`;
  const differing = `models that differ on ${formatShare(differingShare)} of them${run === null ? ' (assumed)' : ''}`;
  return `\n\ngate: ${basis}; of ${differing} one as good as the champion passes the margin of ${formatScore(margin)} with a chance of ${formatShare(chanceIfEqual)}, a margin of ${formatScore(detectableMargin)} with 80 % (by accuracy; a mean over codes needs more)`;
}

function explain({ state, change, newPartitions, follows, missingKind, foundCount }: PlannedStage): string {
  if (follows !== null) return `reads what ${follows} makes anew`;
  if (newPartitions !== null) return describeNewPartitions(newPartitions);
  if (change !== null) return describeDifference(change);
  if (state === 'cached') return `${foundCount} in the store`;
  return missingKind === null ? 'keeps no work' : 'never done before';
}

const MOST_NAMED = 3;

/** `1 of 31 partitions is new: data/2026-11.parquet`. */
export function describeNewPartitions({ paths, totalCount }: NewPartitions): string {
  const named = paths.slice(0, MOST_NAMED).join(', ');
  const more = paths.length > MOST_NAMED ? ` and ${formatCount(paths.length - MOST_NAMED)} more` : '';
  return `${formatCount(paths.length)} of ${formatCount(totalCount)} partitions ${paths.length === 1 ? 'is' : 'are'} new: ${named}${more}`;
}

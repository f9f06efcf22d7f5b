import { type Stats, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureVariants } from '../../artifacts/features.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import type { Split } from '../../artifacts/split.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { Json } from '../../core/canonical-json.js';
import type { SparkCost } from '../../engine/spark/spark-cost.js';
import { type Forecast, type ForecastInput, forecastRatios, forecastRun, type RunForecast } from '../../forecast/forecast.js';
import type { RunSizes } from '../../forecast/run-scale.js';
import type { StageRecord } from '../../runner/manifest.js';
import { partitionFile } from '../../runner/partition-file.js';
import type { PlannedStage } from '../../runner/plan/plan.js';
import { listRunOutlines } from '../../runner/run-outline.js';
import { listVariants } from '../../stages/features/variants.js';
import { shapeOfSearch } from '../../stages/search/search-shape.js';
import { divideMemory } from '../memory-budget.js';
import { resolveResources, type Services } from '../open-services.js';
import { COSTS } from './costs.js';
import { estimateSizes, knownSizes } from './estimate-sizes.js';
import { forecastSpark } from './forecast-spark.js';
import { sampleTexts } from './sample-texts.js';

/** What is known before a run: its inputs, and the artifacts that a plan found stored. */
export interface KnownArtifacts {
  readonly source: Source;
  readonly prepared?: Prepared;
  readonly split?: Split;
  readonly features?: FeatureVariants;
}

/** A forecast and what it was made of. */
export interface MadeForecast {
  readonly input: ForecastInput;
  readonly forecast: RunForecast;
  /** What it asks of Spark; null where it does not run there. */
  readonly spark: SparkCost | null;
}

/** The run that is forecast; absolute paths. */
export interface ForecastRequest {
  readonly config: PipelineConfig;
  readonly workspace: string;
  /** Paths of partitions start here. */
  readonly projectFolder: string;
}

/** Forecasts a run. Reads a sample of the texts unless the features are stored: failures are those of reading. */
export async function makeForecast(
  request: ForecastRequest,
  { tables }: Pick<Services, 'tables'>,
  known: KnownArtifacts,
  planned: readonly PlannedStage[],
): Promise<MadeForecast> {
  const { config, workspace } = request;
  const { workerCount, memoryBytes } = resolveResources(config.resources);
  const search = shapeOfSearch(config, listVariants(config).length);
  const input: ForecastInput = {
    sizes: await sizesOf(request, { tables }, known),
    search,
    limits: { workerCount, ...divideMemory(memoryBytes, workerCount) },
    memoryBytes,
    stagesToRun: planned.filter(({ state }) => state !== 'cached').map(({ stage }) => stage),
    earlier: earlierRuns(workspace),
  };
  return { input, forecast: forecastRun(input, COSTS), spark: forecastSpark(config, input.sizes, input.stagesToRun) };
}

async function sizesOf({ config, projectFolder }: ForecastRequest, { tables }: Pick<Services, 'tables'>, known: KnownArtifacts): Promise<RunSizes> {
  const variants = listVariants(config).map(({ features }) => features);
  const nothing = {
    rowCount: 0,
    textCount: 0,
    entriesPerRow: 0,
    frequent: { whole: 0, half: 0 },
    single: { whole: 0, half: 0 },
    codeCounts: new Map<string, number>(),
  };
  const partitions = known.source.partitions.map((partition) => ({ ...partitionFile(partition, projectFolder), rowCount: partition.rowCount }));
  const sample = known.features === undefined ? await sampleTexts(tables, partitions, config) : nothing;
  return knownSizes(estimateSizes(known.source, sample, config, variants), known);
}

const MOST_EARLIER = 5;

/** Runs of this workspace that told how long they were expected to take, the newest ones. */
function earlierRuns(workspace: string): ForecastInput['earlier'] {
  const found = listRunOutlines(workspace).flatMap(({ outline }) => {
    const told = outline?.status === 'done' ? (outline.results.forecast as { readonly plainSeconds?: unknown } | undefined) : undefined;
    return outline !== null && typeof told?.plainSeconds === 'number' ? [{ seconds: outline.seconds, plainSeconds: told.plainSeconds }] : [];
  });
  return found.slice(-MOST_EARLIER);
}

/** A forecast beside what came true. Errors are relative: 0.3 is 30 % above the truth, −0.1 is 10 % below it. */
export interface ForecastOutcome {
  readonly peakRssMb: number;
  readonly diskMb: number;
  readonly seconds: number;
  /** False when features or codes were estimated from a sample of the texts. */
  readonly isExact: boolean;
  readonly plainSeconds: number;
  readonly truth: { readonly peakRssMb: number; readonly diskMb: number; readonly seconds: number };
  readonly error: { readonly peakRss: number | null; readonly disk: number | null; readonly seconds: number | null };
}

/** Compares a forecast with what a run took. */
export function judgeForecast(forecast: RunForecast, truth: Forecast): ForecastOutcome {
  const ratios = forecastRatios(forecast, truth);
  const error = (ratio: number | null): number | null => (ratio === null ? null : round(ratio - 1, 1000));
  return {
    ...inMegabytes(forecast),
    isExact: forecast.sizes.isExact,
    plainSeconds: forecast.plainSeconds,
    truth: inMegabytes(truth),
    error: { peakRss: error(ratios.peakMemoryBytes), disk: error(ratios.diskBytes), seconds: error(ratios.seconds) },
  };
}

function inMegabytes({ peakMemoryBytes, diskBytes, seconds }: Forecast) {
  return { peakRssMb: round(peakMemoryBytes / 1e6, 10), diskMb: round(diskBytes / 1e6, 10), seconds: round(seconds, 10) };
}

function round(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}

/** Bytes that a run added to its workspace: artifacts that it made, and its own folder, save what only links to an artifact. */
export async function addedBytes(runFolder: string, stages: readonly StageRecord[], store: Services['store']): Promise<number> {
  const made = stages.flatMap(({ artifacts }) => artifacts.filter(({ reused }) => !reused));
  const entries = await Promise.all(made.map(({ kind, key }) => store.entry(kind, key)));
  const folders = [runFolder, ...entries.flatMap((entry) => (entry === undefined ? [] : [entry.artifact.folder]))];
  const files = (await Promise.all(folders.map(filesBelow))).flat();
  const names = new Map<number, number>();
  for (const { ino } of files) names.set(ino, (names.get(ino) ?? 0) + 1);
  // A file of several names counts once, and not at all where one of them lies elsewhere: then it was there before.
  const own = new Map(files.filter(({ ino, nlink }) => names.get(ino) === nlink).map(({ ino, size }) => [ino, size]));
  return [...own.values()].reduce((sum, size) => sum + size, 0);
}

async function filesBelow(folder: string): Promise<readonly Stats[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => statSync(join(entry.parentPath, entry.name)));
}

/** A forecast for programs: figures, parts and sizes. */
export function forecastJson({ forecast, spark }: MadeForecast): Json {
  const { parts, leastMemoryBytes, sizes } = forecast;
  return {
    ...inMegabytes(forecast),
    leastRssMb: round(leastMemoryBytes / 1e6, 10),
    isExact: sizes.isExact,
    plainSeconds: forecast.plainSeconds,
    ...(spark === null ? {} : { spark: { driverMb: round(spark.driverBytes / 1e6, 10), shuffleMb: round(spark.shuffleBytes / 1e6, 10) } }),
    sizes: { ...sizes, variants: sizes.variants.map((variant) => ({ ...variant })) },
    parts: parts.map(({ stage, what, byteCount, needed }) => ({ stage, what, mb: round(byteCount / 1e6, 10), needed })),
  };
}

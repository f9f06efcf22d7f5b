import type { QuarantineCount } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import { type TimeOrder, timeOrder } from '../../artifacts/time-order.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { suiteColumns } from '../../config/suite-columns.js';
import type { Json } from '../../core/canonical-json.js';
import { askFor, type PieceName, type Pieces } from '../../runner/flow/pieces.js';
import { partitionFile } from '../../runner/partition-file.js';
import type { StoredArtifact } from '../../store/store.js';
import type { PrepareShardInput, PrepareShardOutput } from '../../tasks/prepare/prepare-shard.js';
import type { ShardColumnNames } from '../../tasks/prepare/shard-columns.js';
import { GROUP_KEY_VERSION } from '../../text/group-key.js';
import type { StageContext } from '../stage-context.js';
import { makeLabelTable } from './label-rules.js';
import type { PlannedShard, ShardSlice } from './plan-shards.js';

/** Raised when the content of a prepared shard changes for the same input. */
const VERSION = 2;

/** Memory of one worker's tables: a share of the promise, within what reading one shard can use. */
const MEMORY_SHARE = 1 / 16;
const SMALLEST_MEMORY = 128 * 1024 * 1024;
const LARGEST_MEMORY = 1024 * 1024 * 1024;

/** A prepared shard in the store, and what its task said about it. */
export interface StoredShard extends PrepareShardOutput {
  readonly artifact: StoredArtifact;
  readonly planned: PlannedShard;
}

/** The prepared shards in order, each made on the pool when it is not stored yet. */
export async function* prepareShards(source: Source, shards: readonly PlannedShard[], context: StageContext): Pieces<readonly StoredShard[]> {
  const shared = await sharedInput(source, context);
  const pieces = shards.map((planned) => shardPiece(planned, source, shared, context));
  let done = 0;
  const artifacts = yield* askFor({
    pieces,
    rowCounts: shards.map(({ count }) => count),
    // One more than there are workers: they need not wait for what is published.
    atOnce: context.tasks.workerCount + 1,
    onStored: () => context.emit({ type: 'progress', stage: 'prepare', unit: 'shards', done: ++done, total: shards.length }),
    makeBatch: (indexes, folders) =>
      prepareBatch(
        indexes.map((index) => shards[index] as PlannedShard),
        folders,
        shared,
        context,
      ),
  });
  return artifacts.map((artifact, index) => ({
    ...(artifact.meta as unknown as PrepareShardOutput),
    artifact,
    planned: shards[index] as PlannedShard,
  }));
}

function shardPiece(planned: PlannedShard, source: Source, shared: SharedInput, context: StageContext): PieceName {
  const { config } = context;
  const [slice, ...others] = planned.slices.map(sliceName);
  const fingerprint: Json = {
    version: VERSION,
    groupKeyVersion: GROUP_KEY_VERSION,
    // The rows that are read: a shard of one slice has the name that it had before there were others.
    ...(others.length === 0 ? slice : { slices: [slice as SliceName, ...others] }),
    columns: shared.columns as unknown as Json,
    // What becomes of labels.
    level: config.data.level,
    codebook: source.codebookDigest,
    correspondence: source.correspondenceDigest ?? null,
    missingLabels: config.data.missingLabels,
    // Details in quarantine may quote texts.
    examples: config.privacy.examples,
    timeForm: shared.timeForm,
  };
  return { kind: 'prepared-shard', fingerprint, partitions: planned.slices.map(({ partition }) => partition.path) };
}

type SliceName = Readonly<Record<string, Json>>;

function sliceName({ partition: { digest, folderValues, table }, first, count }: ShardSlice): SliceName {
  return {
    // The bytes that are read; not the path, so that a moved partition is not prepared again.
    partition: digest,
    // Folder names that are read as columns; pipelines without any keep their digests.
    ...(folderValues === undefined ? {} : { folderValues }),
    // How a CSV file was read.
    ...(table === undefined ? {} : { table: table.made }),
    first,
    count,
  };
}

/** Prepares some shards by one task, each into a folder of its own. */
async function prepareBatch(
  planned: readonly PlannedShard[],
  folders: readonly string[],
  shared: SharedInput,
  { projectFolder, tasks, signal }: StageContext,
): Promise<readonly Json[]> {
  const slices = ({ slices }: PlannedShard) =>
    slices.map(({ partition, first, count }) => ({
      ...partitionFile(partition, projectFolder),
      // What lies in the store does not change.
      stamp: partition.table === undefined ? (partition.stamp ?? null) : null,
      first,
      count,
    }));
  const inputs = planned.map((shard, index) => ({ ...shared, slices: slices(shard), folder: folders[index] as string }));
  const [outputs] = await tasks.map('prepare-shard', [inputs], { signal });
  return outputs as unknown as readonly Json[];
}

type SharedInput = Omit<PrepareShardInput, 'slices' | 'folder'>;

async function sharedInput(source: Source, { config, store }: StageContext): Promise<SharedInput> {
  const memoryBytes = Math.min(LARGEST_MEMORY, Math.max(SMALLEST_MEMORY, config.resources.memory * MEMORY_SHARE));
  return {
    columns: columnNames(config),
    labels: makeLabelTable(source.codebook, config.data.level, source.correspondence ?? null, config.data.missingLabels),
    showTexts: config.privacy.examples,
    timeForm: timeForm(source, config),
    resources: { threads: 1, memoryBytes, temporaryFolder: await store.scratch() },
  };
}

function timeForm(source: Source, { split }: PipelineConfig): TimeOrder['by'] | null {
  const order = split.test === null ? null : timeOrder(source, split.test);
  return order?.isChecked === true ? order.by : null;
}

function columnNames({ data, split, evaluate }: PipelineConfig): ShardColumnNames {
  const suites = suiteColumns({ evaluate }).map(({ name }) => name);
  return {
    id: data.id,
    text: data.text,
    label: data.label,
    categorical: data.covariates.filter((covariate) => typeof covariate === 'string'),
    numeric: data.covariates.flatMap((covariate) => (typeof covariate === 'string' ? [] : [covariate.column])),
    trainingWeight: data.weights.training,
    evaluationWeight: data.weights.evaluation,
    group: split.groupBy === 'text' ? null : split.groupBy,
    other: split.reportLeak,
    time: split.test?.column ?? null,
    ...(suites.length === 0 ? {} : { suites }),
  };
}

/** Counts of all shards, in the order of first occurrence of a reason; at most five examples each. */
export function addQuarantine(counts: readonly (readonly QuarantineCount[])[]): readonly QuarantineCount[] {
  const sums = new Map<string, { reason: QuarantineCount['reason']; count: number; examples: string[]; labels?: string[] }>();
  for (const { reason, count, examples, labels } of counts.flat()) {
    const sum = sums.get(reason) ?? { reason, count: 0, examples: [] };
    sum.count += count;
    sum.examples = [...sum.examples, ...examples].slice(0, 5);
    if (labels !== undefined) sum.labels = [...new Set([...(sum.labels ?? []), ...labels])].slice(0, 5);
    sums.set(reason, sum);
  }
  return [...sums.values()];
}

import { join } from 'node:path';
import { loadPreparedArrays, quarantineFile, writePreparedArrays } from '../../artifacts/files/prepared-index-files.js';
import { preparedShardFiles } from '../../artifacts/files/prepared-shard-files.js';
import { NO_GROUP, type Prepared, type QuarantineCount } from '../../artifacts/prepared.js';
import type { Json } from '../../core/canonical-json.js';
import { shorten } from '../../core/failure.js';
import type { AmbiguousRow, RowIndex } from '../../engine/row-indexer.js';
import type { TableFiles, TablePart } from '../../engine/table-files.js';
import { type Pieces, piece } from '../../runner/flow/pieces.js';
import type { StoredArtifact } from '../../store/store.js';
import type { StageContext } from '../stage-context.js';
import type { PlannedShard } from './plan-shards.js';
import { addQuarantine, type StoredShard } from './prepare-shards.js';

const VERSION = 1;

/** What is known of all rows together, beside the arrays. */
interface IndexMeta {
  readonly rowCount: number;
  readonly includedCount: number;
  readonly repeatedRowCount: number;
  readonly codes: readonly string[];
  readonly groupCount: number;
  readonly textCount: number;
  readonly quarantine: readonly QuarantineCount[];
}

/** The stored index of the rows of all shards: arrays by row, every bad row, and `IndexMeta`. */
export function storedIndex(shards: readonly StoredShard[], context: StageContext): Pieces<StoredArtifact> {
  const { data, split } = context.config;
  const fingerprint: Json = {
    version: VERSION,
    shards: shards.map(({ artifact }) => artifact.key),
    // Quarantine names the partition of each row.
    partitions: shards.map(({ planned }) => pathsOf(planned)),
    weights: [data.weights.training !== null, data.weights.evaluation !== null],
    byText: split.groupBy === 'text',
  };
  return piece('prepared-index', fingerprint, async (folder) => {
    const rows = await context.rowIndexer.indexRows(shards.map(rowsFile));
    return (await writeIndex(rows, shards, folder, context)) as unknown as Json;
  });
}

/** Of a single partition its path alone, as it was before a shard could have several. */
function pathsOf({ slices }: PlannedShard): string | readonly string[] {
  const [first, ...others] = slices.map(({ partition }) => partition.path);
  return others.length === 0 ? (first as string) : [first as string, ...others];
}

/** Loads the arrays of a stored index into shared memory. */
export function loadIndex(stored: StoredArtifact, context: StageContext): Omit<Prepared, 'shards' | 'firstRow' | 'kind'> {
  const meta = stored.meta as unknown as IndexMeta;
  const { data, split } = context.config;
  const arrays = loadPreparedArrays(stored.folder, {
    rowCount: meta.rowCount,
    hasText: split.groupBy !== 'text',
    hasTrainingWeight: data.weights.training !== null,
    hasEvaluationWeight: data.weights.evaluation !== null,
  });
  return { ...meta, ...arrays };
}

async function writeIndex(rows: RowIndex, shards: readonly StoredShard[], folder: string, context: StageContext): Promise<IndexMeta> {
  const { data, split } = context.config;
  const { rowCount, repeated, ambiguous, codes, code } = rows;
  await writeQuarantine(ambiguous, shards, quarantineFile(folder), context);
  const group = densify(rows.groupRow);
  const text = split.groupBy === 'text' ? group : densify(rows.textRow);
  const weights = async (named: string | null, column: string) => (named === null ? null : readWeights(column, code, shards, context.tables));
  writePreparedArrays(folder, {
    code,
    included: Uint8Array.from(code, (index) => (index === -1 ? 0 : 1)),
    group: group.dense,
    text: text.dense,
    trainingWeight: await weights(data.weights.training, 'trainingWeight'),
    evaluationWeight: await weights(data.weights.evaluation, 'evaluationWeight'),
  });
  return {
    rowCount,
    includedCount: rowCount - repeated.length - ambiguous.length,
    repeatedRowCount: repeated.length,
    codes,
    groupCount: group.count,
    textCount: text.count,
    quarantine: addQuarantine([...shards.map((shard) => shard.quarantine), ambiguousCount(ambiguous)]),
  };
}

/** Weights by row of all shards: a null weight is 1; rows left out, which have code -1, have 0. */
async function readWeights(column: string, code: Int32Array, shards: readonly StoredShard[], tables: TableFiles): Promise<Float32Array> {
  const weights = new Float32Array(code.length);
  let row = 0;
  for (const shard of shards) {
    for await (const { columns } of tables.scan(rowsFile(shard), [{ name: column, as: 'number' }], 0, shard.rowCount)) {
      for (const cell of columns[0] as readonly (number | null)[]) {
        if (code[row] !== -1) weights[row] = cell ?? 1;
        row++;
      }
    }
  }
  return weights;
}

/** Numbers the distinct values from 0 in order of first occurrence; -1 becomes `NO_GROUP`. Values are row numbers. */
function densify(rowOf: Int32Array): { readonly dense: Uint32Array; readonly count: number } {
  const numberOf = new Int32Array(rowOf.length).fill(-1);
  const dense = new Uint32Array(rowOf.length);
  let count = 0;
  for (let row = 0; row < rowOf.length; row++) {
    const key = rowOf[row] as number;
    if (key === -1) {
      dense[row] = NO_GROUP;
      continue;
    }
    if (numberOf[key] === -1) numberOf[key] = count++;
    dense[row] = numberOf[key] as number;
  }
  return { dense, count };
}

/** Every bad row in order of partition and shard; a shard's rows with an ambiguous id follow its others. */
async function writeQuarantine(
  ambiguous: readonly AmbiguousRow[],
  shards: readonly StoredShard[],
  file: string,
  context: StageContext,
): Promise<void> {
  const scratch = await context.store.scratch();
  const parts: TablePart[] = [];
  let endRow = 0;
  let next = 0;
  for (const [index, { artifact, planned, rowCount }] of shards.entries()) {
    const stretches = stretchesOf(planned);
    parts.push({ file: preparedShardFiles(artifact.folder).quarantine, stretches });
    endRow += rowCount;
    const first = next;
    while (next < ambiguous.length && (ambiguous[next] as AmbiguousRow).row < endRow) next++;
    if (next === first) continue;
    const found = ambiguous.slice(first, next);
    const part = join(scratch, `ambiguous-${index}.parquet`);
    await context.tables.writeTable(part, [
      { name: 'position', type: 'int32', values: found.map(({ position }) => position) },
      { name: 'id', type: 'text', values: found.map(({ id }) => id) },
      { name: 'reason', type: 'text', values: found.map(() => 'repeated-id') },
      { name: 'detail', type: 'text', values: found.map(() => 'the id also belongs to a row with other content') },
    ]);
    parts.push({ file: part, stretches });
  }
  await context.tables.concatenate(parts, { label: 'partition', position: 'position' }, file);
}

/** Where the rows of each partition start among those of a shard. */
function stretchesOf({ slices }: PlannedShard): TablePart['stretches'] {
  let next = 0;
  return slices.map(({ partition, count }) => {
    const first = next;
    next += count;
    return { label: partition.path, first };
  });
}

function ambiguousCount(rows: readonly AmbiguousRow[]): readonly QuarantineCount[] {
  if (rows.length === 0) return [];
  const ids = new Set(rows.slice(0, 100).map(({ id }) => id));
  return [{ reason: 'repeated-id', count: rows.length, examples: [...ids].slice(0, 5).map((id) => shorten(id, 80)) }];
}

function rowsFile({ artifact }: StoredShard): string {
  return preparedShardFiles(artifact.folder).rows;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FeatureSpec } from '../../artifacts/features.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { ShardTexts } from '../../artifacts/shard-texts.js';
import { decodeShardTexts } from '../../artifacts/texts-file.js';
import type { DataConfig } from '../../config/pipeline-config.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';
import { shareParts } from '../../model/share-parts.js';
import type { StageContext } from '../../runner/stage.js';

/** Columns that a model reads and the data does not name, or not as the same kind. */
export function missingColumns(spec: FeatureSpec, data: DataConfig): readonly string[] {
  const lacks = (wanted: readonly string[], named: readonly string[]): readonly string[] => wanted.filter((column) => !named.includes(column));
  return [
    ...lacks(spec.textColumns, data.text),
    ...lacks(spec.categoricalColumns, categoricalOf(data)),
    ...lacks(
      spec.numericColumns.map(({ column }) => column),
      numericOf(data),
    ),
  ];
}

function categoricalOf({ covariates }: DataConfig): readonly string[] {
  return covariates.filter((covariate) => typeof covariate === 'string');
}

function numericOf({ covariates }: DataConfig): readonly string[] {
  return covariates.filter((covariate) => typeof covariate !== 'string').map(({ column }) => column);
}

/** The code that a bundle gives to each of some prepared rows (ascending), from their raw texts; null where it gives none. */
export async function championCodes(
  parts: PredictorParts,
  rows: Uint32Array,
  prepared: Prepared,
  context: StageContext,
): Promise<readonly (string | null)[]> {
  const shared = shareParts(parts);
  const inputs = batches(rows, prepared, context.config.data);
  const outputs = await context.tasks.map('predict-rows', withModel(inputs, shared), { signal: context.signal });
  return outputs.flatMap(({ code }) => code);
}

function* withModel(inputs: Iterable<readonly PredictRow[]>, parts: PredictorParts) {
  for (const rows of inputs) yield { parts, rows, k: 1 };
}

/** The rows shard by shard, as objects by column name; a shard's texts are read when its turn comes. */
function* batches(rows: Uint32Array, { shards, firstRow }: Prepared, data: DataConfig): Generator<readonly PredictRow[]> {
  let next = 0;
  for (const [s, shard] of shards.entries()) {
    const first = next;
    while (next < rows.length && rows[next]! < firstRow[s + 1]!) next++;
    if (next === first) continue;
    const file = join(shard.folder, 'texts.arrow');
    const texts = decodeShardTexts(readFileSync(file), file);
    yield Array.from(rows.subarray(first, next), (row) => rowOf(texts, row - firstRow[s]!, data));
  }
}

function rowOf(texts: ShardTexts, row: number, data: DataConfig): PredictRow {
  const cells: Record<string, unknown> = {};
  data.text.forEach((column, i) => {
    cells[column] = texts.texts[i]![row];
  });
  categoricalOf(data).forEach((column, i) => {
    cells[column] = texts.categorical[i]![row];
  });
  numericOf(data).forEach((column, i) => {
    cells[column] = texts.numeric[i]![row];
  });
  return cells;
}

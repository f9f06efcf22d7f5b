import type { FeatureSpec } from '../../artifacts/features.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { DataConfig } from '../../config/pipeline-config.js';
import type { PredictorParts } from '../../model/predictor.js';
import { rowColumns, rowTasks } from '../../model/prepared-rows.js';
import type { PredictRow } from '../../model/row-cells.js';
import { shareParts } from '../../model/share-parts.js';
import type { StageContext } from '../stage-context.js';

/** Columns that a model reads and the data does not name, or not as the same kind. */
export function missingColumns(spec: FeatureSpec, data: DataConfig): readonly string[] {
  const lacks = (wanted: readonly string[], named: readonly string[]): readonly string[] => wanted.filter((column) => !named.includes(column));
  const { text, categorical, numeric } = rowColumns(data);
  return [
    ...lacks(spec.textColumns, text),
    ...lacks(spec.categoricalColumns, categorical),
    ...lacks(
      spec.numericColumns.map(({ column }) => column),
      numeric,
    ),
  ];
}

/** The code that a bundle gives to each of some prepared rows (ascending), from their raw texts; null where it gives none. */
export async function championCodes(
  parts: PredictorParts,
  rows: Uint32Array,
  prepared: Prepared,
  context: StageContext,
): Promise<readonly (string | null)[]> {
  const shared = shareParts(parts);
  const inputs = rowTasks(rows, prepared, rowColumns(context.config.data));
  const outputs = await context.tasks.map('predict-rows', withModel(inputs, shared), { signal: context.signal });
  return outputs.flatMap(({ code }) => code);
}

function* withModel(inputs: Iterable<readonly PredictRow[]>, parts: PredictorParts) {
  for (const rows of inputs) yield { parts, rows, k: 1 };
}

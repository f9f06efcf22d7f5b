import type { FeatureMatrix } from '../../artifacts/features.js';
import type { Fit } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { rowsWithRole, type Split } from '../../artifacts/split.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { Json } from '../../core/canonical-json.js';
import { kindNamed } from '../../estimators/kinds.js';
import { readIds } from '../../training/read-ids.js';
import { shippedRoles } from '../../training/shipped-roles.js';
import { codesOfRows, trainingOrder, withTitles } from '../../training/training-rows.js';
import type { StageContext } from '../stage-context.js';

interface Fitted {
  readonly prepared: Prepared;
  readonly split: Split;
  readonly matrix: Pick<FeatureMatrix, 'key' | 'rowCount' | 'titles'>;
}

/** Whether a bundle holds the ids of its training rows: where the answers of its model name rows, and ids may be shown. */
export function hasRowIds({ model }: Pick<Fit, 'model'>, { privacy }: Pick<PipelineConfig, 'privacy'>): boolean {
  return privacy.examples && kindNamed(model.kind, 'model of a bundle').format.namesRows === true;
}

/** What the ids and their order depend on. */
export function rowIdsFingerprint({ prepared, split, matrix }: Fitted, { config }: StageContext): Json {
  return {
    ...{ shards: prepared.shards.map(({ key }) => key), split: split.splitDigest, roles: shippedRoles(config.train), seed: config.split.seed },
    ...(matrix.titles === undefined ? {} : { titles: matrix.key }),
  };
}

/** Ids of the rows that the shipped model was fitted on, in training order; of a title, which has none, the code that it stands for. */
export async function trainingRowIds({ prepared, split, matrix }: Fitted, { config, tables }: StageContext): Promise<readonly string[]> {
  const rows = rowsWithRole(split.role, ...shippedRoles(config.train));
  const ids: string[] = [];
  for await (const chunk of readIds(rows, prepared, tables)) ids.push(...chunk);
  const all = withTitles(rows, matrix, codesOfRows(prepared, rows).classOfCode);
  for (const row of all.subarray(rows.length)) ids.push(`codebook:${prepared.codes[matrix.titles?.code[row - matrix.rowCount] as number]}`);
  return Array.from(
    trainingOrder(
      all.map((_, place) => place),
      config.split.seed,
    ),
    (place) => ids[place] as string,
  );
}

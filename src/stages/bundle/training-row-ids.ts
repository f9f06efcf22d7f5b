import type { Fit } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { rowsWithRole, type Split } from '../../artifacts/split.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { Json } from '../../core/canonical-json.js';
import { kindNamed } from '../../estimators/kinds.js';
import { readIds } from '../../training/read-ids.js';
import { shippedRoles } from '../../training/shipped-roles.js';
import { trainingOrder } from '../../training/training-rows.js';
import type { StageContext } from '../stage-context.js';

interface Fitted {
  readonly prepared: Prepared;
  readonly split: Split;
}

/** Whether a bundle holds the ids of its training rows: where the answers of its model name rows, and ids may be shown. */
export function hasRowIds({ model }: Pick<Fit, 'model'>, { privacy }: Pick<PipelineConfig, 'privacy'>): boolean {
  return privacy.examples && kindNamed(model.kind, 'model of a bundle').format.namesRows === true;
}

/** What the ids and their order depend on. */
export function rowIdsFingerprint({ prepared, split }: Fitted, { config }: StageContext): Json {
  return { shards: prepared.shards.map(({ key }) => key), split: split.splitDigest, roles: shippedRoles(config.train), seed: config.split.seed };
}

/** Ids of the rows that the shipped model was fitted on, in training order. */
export async function trainingRowIds({ prepared, split }: Fitted, { config, tables }: StageContext): Promise<readonly string[]> {
  const rows = rowsWithRole(split.role, ...shippedRoles(config.train));
  const inRowOrder: string[] = [];
  for await (const ids of readIds(rows, prepared, tables)) inRowOrder.push(...ids);
  return Array.from(
    trainingOrder(
      rows.map((_, place) => place),
      config.split.seed,
    ),
    (place) => inRowOrder[place] as string,
  );
}

import type { TellingNgrams } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import type { Fit } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Split } from '../../artifacts/split.js';
import { kindNamed } from '../../estimators/kinds.js';
import { tellingFeatures } from '../../evaluation/codes/telling-features.js';
import { pickRows } from '../../evaluation/rows-to-judge.js';
import { openRows } from '../../tasks/rows/stored-rows.js';
import { shippedRoles } from '../../training/shipped-roles.js';
import type { StageContext } from '../stage-context.js';
import { featureNames } from './feature-names.js';

interface Told {
  readonly prepared: Prepared;
  readonly split: Pick<Split, 'role'>;
  readonly matrix: FeatureMatrix;
  readonly fit: Pick<Fit, 'model'>;
}

/** So many rows of a code are looked at, the first ones: more would change what is said of it little. */
const ROWS_OF_A_CODE = 100;

/**
 * The n-grams that speak most for each code, in rows of it that the model was fitted on. Undefined where the kind of model weighs no
 * features; empty where texts may not be shown. N-grams without a name (too rare for `privacy.minGroupsPerNgram`) are passed over.
 */
export function tellingNgrams({ prepared, split, matrix, fit }: Told, { config, training }: StageContext): TellingNgrams | undefined {
  const { model } = fit;
  const additive = kindNamed(model.kind, 'model to explain').format.additive?.(model) ?? null;
  if (additive === null) return undefined;
  if (!config.privacy.examples) return [];
  const { row, label } = firstOfEachCode(prepared, split, shippedRoles(config.train), model);
  const { shards, firstRow } = training.openMatrix(matrix);
  const names = featureNames(matrix.table);
  const rows = openRows({ shards, firstRow, row, label, weight: new Float32Array(row.length).fill(1) });
  const weight = (feature: number, code: number): number => (names[feature] === '' ? 0 : additive.weight(feature, code));
  const found = tellingFeatures(rows, weight, { featureCount: matrix.table.featureCount, codeCount: model.codes.length });
  return found.map((features, code) => ({
    code: model.codes[code] as string,
    ngrams: features.map(({ feature, ...facts }) => ({ ngram: names[feature] as string, ...facts })),
  }));
}

function firstOfEachCode(
  prepared: Prepared,
  { role }: Pick<Split, 'role'>,
  roles: readonly number[],
  model: Fit['model'],
): { readonly row: Uint32Array; readonly label: Int32Array } {
  const taken = new Uint32Array(prepared.codes.length);
  const chosen: number[] = [];
  for (let row = 0; row < prepared.rowCount; row++) {
    if (!roles.includes(role[row] as number)) continue;
    const code = prepared.code[row] as number;
    if ((taken[code] as number) >= ROWS_OF_A_CODE) continue;
    taken[code] = (taken[code] as number) + 1;
    chosen.push(row);
  }
  const { rows: row, modelLabel: label } = pickRows(prepared, Uint32Array.from(chosen), model);
  return { row, label };
}

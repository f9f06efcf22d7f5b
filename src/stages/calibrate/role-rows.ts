import type { FeatureMatrix } from '../../artifacts/features.js';
import type { Fit } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import { CALIBRATION, NO_ROLE, type Split } from '../../artifacts/split.js';
import type { CalibrationRows } from '../../evaluation/calibration/calibration-rows.js';
import { weighToData } from '../../evaluation/calibration/role-weights.js';
import type { ScoredRows } from '../../evaluation/review/scored-rows.js';
import { rowsToJudge } from '../../evaluation/rows-to-judge.js';
import { scoreRows } from '../../training/score-rows.js';
import type { StageContext } from '../stage-context.js';

/** A model with the rows that it was made from, and those that are left. */
export interface RoleInput {
  readonly source: Pick<Source, 'codebook' | 'codebookDigest'>;
  readonly prepared: Prepared;
  readonly split: Split;
  readonly matrix: FeatureMatrix;
  readonly fit: Fit;
}

/** Rows to calibrate on, and the share of the data's groups that none of them speaks for. */
export interface ScoredPool {
  readonly rows: CalibrationRows;
  /** Whose they are, and what they were given: indexes among the prepared groups and codes, −1 for a code that no row has. */
  readonly coded: Pick<ScoredRows, 'group' | 'code' | 'given'>;
  readonly unspokenShare: number;
}

/** Parts that the rows are fitted and judged in, by group. */
const PARTS = 5;

/** The calibration rows by the model that ships, at a temperature; each weighs what its code is to the data (and its evaluation weight). */
export async function scoreRole({ prepared, split, matrix, fit }: RoleInput, temperature: number, context: StageContext): Promise<ScoredPool> {
  const chosen = rowsToJudge(prepared, split, CALIBRATION, fit.model);
  const { length } = chosen.rows;
  if (length === 0) return { rows: NO_ROWS, coded: { group: chosen.group, code: chosen.label, given: chosen.label }, unspokenShare: 1 };
  const options = { topCount: 1, temperatures: [], sumTemperature: temperature };
  const { top, sums } = await scoreRows(context.training, fit, matrix, chosen.rows, chosen.modelLabel, options);
  const { weight, unspokenShare } = weighToData(prepared, chosen.group, (row) => split.role[row] !== NO_ROLE);
  const rows: CalibrationRows = {
    logRest: sums?.logRest ?? new Float64Array(length),
    rarity: null,
    right: Uint8Array.from(chosen.modelLabel, (label, i) => (label === top[i] ? 1 : 0)),
    weight: weight.map((own, i) => own * (chosen.weight?.[i] ?? 1)),
    part: Uint8Array.from(chosen.group, (group) => group % PARTS),
  };
  const places = new Map(prepared.codes.map((code, index) => [code, index]));
  const given = Int32Array.from(top, (index) => places.get(fit.model.codes[index]!) ?? -1);
  return { rows, coded: { group: chosen.group, code: chosen.label, given }, unspokenShare };
}

const NO_ROWS: CalibrationRows = {
  logRest: new Float64Array(0),
  rarity: null,
  right: new Uint8Array(0),
  weight: new Float64Array(0),
  part: new Uint8Array(0),
};

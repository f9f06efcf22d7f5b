import type { FeatureMatrix } from '../../artifacts/features.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { topProbability } from '../../evaluation/judged-rows.js';
import type { ScoredRows } from '../../evaluation/review/scored-rows.js';
import type { RoleRows } from '../../evaluation/rows-to-judge.js';
import { type ScoredFit, scoreRows } from '../../training/score-rows.js';
import type { StageContext } from '../stage-context.js';

interface Scorer {
  readonly prepared: Pick<Prepared, 'codes'>;
  readonly fit: ScoredFit;
  readonly matrix: FeatureMatrix;
}

/** The rows as the model codes them at a temperature, whether it knows their codes or not; each stands for as many incoming rows. */
export async function scoredRows(
  { rows, label, modelLabel, group }: RoleRows,
  temperature: number,
  { prepared, fit, matrix }: Scorer,
  context: StageContext,
): Promise<ScoredRows> {
  const weight = new Float64Array(rows.length).fill(1);
  if (rows.length === 0) return { wrong: new Uint8Array(0), score: new Float64Array(0), weight, group, code: label, given: new Int32Array(0) };
  const options = { topCount: 1, temperatures: [temperature] };
  const { top, topScores, logSumExp } = await scoreRows(context.training, fit, matrix, rows, modelLabel, options);
  const places = new Map(prepared.codes.map((code, index) => [code, index]));
  const given = Int32Array.from(top, (index) => places.get(fit.model.codes[index] as string) ?? -1);
  return {
    wrong: Uint8Array.from(given, (code, i) => Number(code !== label[i])),
    score: Float64Array.from(topScores, (score, i) => topProbability(score, temperature, logSumExp[i] as number)),
    weight,
    group,
    code: label,
    given,
  };
}

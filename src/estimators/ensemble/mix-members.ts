import { exp } from '../../kernels/math.js';
import { createAnswers, type ScoreAnswers } from '../../ml/answers.js';
import type { FitRequest } from '../../ml/fit.js';
import type { FitServices } from '../estimator.js';
import type { FittedModel } from '../model-format.js';
import { scoreOnAll } from '../trial/judge-trial.js';
import { type FittedShares, fitShares } from './fit-shares.js';
import type { EnsembleSettings } from './settings.js';

/** What members' scores may be divided by: powers of two. */
const TEMPERATURES = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8];

/** How members are averaged, as the validation rows like it best. */
export interface FittedMixture extends NonNullable<EnsembleSettings['mixture']>, Omit<FittedShares, 'shares'> {}

/**
 * Calibrates each member by the temperature of least log loss, then fits their shares, both by the probabilities that validation rows
 * get for their codes. Rows of a code that no member knows say nothing.
 */
export async function mixMembers(
  models: readonly FittedModel[],
  { validation }: Pick<FitRequest<unknown>, 'validation'>,
  services: Pick<FitServices, 'workers' | 'signal'>,
): Promise<FittedMixture> {
  const rowCount = validation?.rows.row.length ?? 0;
  const weight = validation?.rows.weight ?? new Float32Array(0);
  const temperatures: number[] = [];
  const members: Float64Array[] = [];
  for (const model of models) {
    const answers = createAnswers(rowCount, 1, TEMPERATURES);
    if (validation !== null) await scoreOnAll(model, validation.rows, answers, services);
    const place = bestTemperature(answers, weight);
    temperatures.push(TEMPERATURES[place] as number);
    members.push(Float64Array.from(weight, (_, row) => exp(logShare(answers, row, place))));
  }
  return { temperatures, ...fitShares(members, weight) };
}

/** ln of the probability of the row's own code at a temperature; −∞ for a code that the model does not know. */
function logShare({ trueScore, logSumExp }: ScoreAnswers, row: number, place: number): number {
  return (trueScore[row] as number) / (TEMPERATURES[place] as number) - (logSumExp[row * TEMPERATURES.length + place] as number);
}

/** The place of the temperature of least loss; of equal ones, and without rows, that of 1 or the one that comes first. */
function bestTemperature(answers: ScoreAnswers, weight: Float32Array): number {
  const losses = TEMPERATURES.map((_, place) => {
    let loss = 0;
    for (let row = 0; row < weight.length; row++)
      if (Number.isFinite(answers.trueScore[row])) loss -= (weight[row] as number) * logShare(answers, row, place);
    return loss;
  });
  const one = TEMPERATURES.indexOf(1);
  return losses.reduce((best, loss, place) => (loss < (losses[best] as number) ? place : best), one);
}

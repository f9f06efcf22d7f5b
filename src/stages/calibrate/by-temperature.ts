import { CALIBRATION } from '../../artifacts/split.js';
import { AS_THEY_ARE } from '../../evaluation/calibration/calibrator.js';
import { type ChosenCalibrator, chooseCalibrator } from '../../evaluation/calibration/choose-calibrator.js';
import { rowsToJudge } from '../../evaluation/rows-to-judge.js';
import type { StageContext } from '../stage-context.js';
import { fitTemperature } from './fit-temperature.js';
import { type RoleInput, type ScoredPool, scoreRole } from './role-rows.js';

/** With fewer calibration rows of known codes a temperature would follow chance. */
const FEWEST_ROWS = 50;

/** What a temperature makes of the calibration rows. */
export type TemperatureFit = Omit<ChosenCalibrator, 'method'> & { readonly method: 'temperature' | 'none' };

/** Divides all scores by the number of least log loss on the calibration rows; the Brier score after it is of the rows that chose it. */
export async function calibrateByTemperature(
  input: RoleInput,
  context: StageContext,
): Promise<{ readonly pool: ScoredPool; readonly found: TemperatureFit }> {
  const { prepared, split, matrix, fit } = input;
  const plain = await scoreRole(input, 1, context);
  const { scores: plainScores, brierBefore } = chooseCalibrator(plain.rows, 'none');
  const chosen = rowsToJudge(prepared, split, CALIBRATION, fit.model);
  const knownCount = chosen.modelLabel.reduce((count, label) => count + (label >= 0 ? 1 : 0), 0);
  if (knownCount < FEWEST_ROWS) {
    const note = `${knownCount} calibration rows, fewer than ${FEWEST_ROWS}: the scores stay as they are`;
    const found = { method: 'none', calibrator: AS_THEY_ARE, scores: plainScores, brierBefore, brierAfter: brierBefore, note } as const;
    return { pool: plain, found };
  }
  const temperature = await fitTemperature({ chosen, fit, matrix }, context);
  const pool = await scoreRole(input, temperature, context);
  const { scores, brierAfter } = chooseCalibrator(pool.rows, 'none');
  return { pool, found: { method: 'temperature', calibrator: { ...AS_THEY_ARE, temperature }, scores, brierBefore, brierAfter } };
}

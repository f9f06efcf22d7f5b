import type { FeatureMatrix } from '../../artifacts/features.js';
import { TemperatureSearch } from '../../evaluation/calibration/temperature-search.js';
import type { RoleRows } from '../../evaluation/rows-to-judge.js';
import { type ScoredFit, scoreRows } from '../../training/score-rows.js';
import type { StageContext } from '../stage-context.js';

interface Work {
  readonly chosen: RoleRows;
  readonly fit: ScoredFit;
  readonly matrix: FeatureMatrix;
}

/** The temperature of least log loss over all codes on the given rows; rows whose code the model does not know are left out. */
export async function fitTemperature({ chosen, fit, matrix }: Work, context: StageContext): Promise<number> {
  const known = knownRows(chosen);
  const search = new TemperatureSearch();
  for (;;) {
    const temperatures = search.next();
    if (temperatures.length === 0) return search.best();
    const predictions = await scoreRows(context.training, fit, matrix, known.rows, known.modelLabel, { topCount: 1, temperatures });
    search.observe(
      temperatures,
      temperatures.map((temperature, t) => meanLoss(known, temperature, (i) => predictions.logSumExp[i * temperatures.length + t]!, predictions)),
    );
  }
}

/** In row order. */
function meanLoss(
  { rows, weight }: RoleRows,
  temperature: number,
  logSumOf: (i: number) => number,
  { trueScore }: { readonly trueScore: Float32Array },
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < rows.length; i++) {
    sum += (weight?.[i] ?? 1) * (logSumOf(i) - trueScore[i]! / temperature);
    total += weight?.[i] ?? 1;
  }
  return sum / total;
}

function knownRows(chosen: RoleRows): RoleRows {
  const keep = Array.from(chosen.rows.keys()).filter((i) => chosen.modelLabel[i]! >= 0);
  return {
    rows: Uint32Array.from(keep, (i) => chosen.rows[i]!),
    label: Int32Array.from(keep, (i) => chosen.label[i]!),
    modelLabel: Int32Array.from(keep, (i) => chosen.modelLabel[i]!),
    group: Uint32Array.from(keep, (i) => chosen.group[i]!),
    weight: chosen.weight === null ? null : Float32Array.from(keep, (i) => chosen.weight![i]!),
  };
}

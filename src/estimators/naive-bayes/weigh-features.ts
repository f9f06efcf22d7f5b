import { log } from '../../kernels/math.js';
import { entriesOf, type LabelledRows, type SharedRows } from '../../ml/labelled-rows.js';
import type { WorkerTools } from '../estimator.js';
import type { NaiveBayesSettings } from './settings.js';

/** The features first … last-1 of one fit: their weights are written into shared memory. */
export interface WeighFeaturesInput {
  readonly settings: Pick<NaiveBayesSettings, 'counting' | 'alpha'>;
  readonly rows: SharedRows;
  readonly first: number;
  readonly last: number;
  /** ln of the sum over all features of what is counted for each code, alpha included. */
  readonly logTotals: Float64Array;
  /** Feature-major, rows of `stride` numbers. */
  readonly weights: Float32Array;
  readonly stride: number;
}

/**
 * Counts some features in each code and makes weights of the counts. N_jk is the sum of weight · value of feature j over the rows of
 * code k, N_j that over all rows.
 *   multinomial   w_jk = ln (α + N_jk) − ln Σ_i (α + N_ik)
 *   complement    w_jk = ln Σ_i (α + N_i − N_ik) − ln (α + N_j − N_jk)
 * The mean over the codes is taken off each feature's weights: it moves the scores of all codes alike, and rounding suffers from it.
 * Sums run in row order, one feature and code at a time, whoever else counts beside.
 */
export default function weighFeatures(input: WeighFeaturesInput, { openRows }: WorkerTools): null {
  const { settings, first, last, logTotals, weights, stride } = input;
  const codeCount = logTotals.length;
  const counts = countFeatures(openRows(input.rows), first, last, codeCount);
  const own = new Float64Array(codeCount);
  const weigh = settings.counting === 'multinomial' ? weighOwn : weighOthers;
  for (let feature = first; feature < last; feature++) {
    const from = (feature - first) * codeCount;
    weigh(counts.subarray(from, from + codeCount), settings.alpha, logTotals, own);
    const mean = own.reduce((sum, weight) => sum + weight, 0) / codeCount;
    for (let k = 0; k < codeCount; k++) weights[feature * stride + k] = own[k]! - mean;
  }
  return null;
}

/** N_jk of features first … last-1. */
function countFeatures(rows: LabelledRows, first: number, last: number, codeCount: number): Float64Array {
  const counts = new Float64Array((last - first) * codeCount);
  for (let i = 0; i < rows.row.length; i++) {
    const { ids, values, from, to } = entriesOf(rows, i);
    for (let e = from; e < to; e++) {
      const id = ids[e]!;
      if (id >= first && id < last) counts[(id - first) * codeCount + rows.label[i]!]! += rows.weight[i]! * values[e]!;
    }
  }
  return counts;
}

/** Most counts are 0, so that their logarithm is taken once. */
function weighOwn(counts: Float64Array, alpha: number, logTotals: Float64Array, own: Float64Array): void {
  const logAlpha = log(alpha);
  for (let k = 0; k < own.length; k++) own[k] = (counts[k] === 0 ? logAlpha : log(alpha + counts[k]!)) - logTotals[k]!;
}

function weighOthers(counts: Float64Array, alpha: number, logTotals: Float64Array, own: Float64Array): void {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const logAll = log(alpha + all);
  for (let k = 0; k < own.length; k++) own[k] = logTotals[k]! - (counts[k] === 0 ? logAll : log(alpha + all - counts[k]!));
}

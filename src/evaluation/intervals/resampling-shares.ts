import type { ResamplingUnits } from './resampling-units.js';

/** Codes on either side, by size, from which a small code borrows. */
const LIKE_CODES = 20;

/**
 * For items in rising order of size, which others are of like size: the 20 next ones on either side and all of equal size
 * to the outermost of these. Inclusive indexes.
 */
export function sizeWindow(size: Float64Array): { readonly from: Uint32Array; readonly to: Uint32Array } {
  const from = new Uint32Array(size.length);
  const to = new Uint32Array(size.length);
  for (let i = 0; i < size.length; i++) {
    let low = Math.max(0, i - LIKE_CODES);
    let high = Math.min(size.length - 1, i + LIKE_CODES);
    while (low > 0 && size[low - 1] === size[low]) low--;
    while (high < size.length - 1 && size[high + 1] === size[high]) high++;
    from[i] = low;
    to[i] = high;
  }
  return { from, to };
}

/**
 * How much of a resampled stratum comes from its own units; the rest is borrowed from codes of like size. With n units
 * and values v (right or not):
 *
 *   own = √(n·ρ / (1 + (n − 1)·ρ)),   ρ = 1 − mean_c(s_c²) / (mean_c(mean of v²) − (mean_c v̄)²)
 *
 * ρ is the intraclass correlation of v among codes of like size with two units at least, s_c² the unbiased variance inside
 * code c. The square root is that of the reliability of a mean of n values: with it the shrunk means vary among codes as
 * much as the true ones do (constrained empirical Bayes: Louis 1984, J. Am. Stat. Assoc. 79, 393–398), so that on average
 * v·(1 − v), the variance that a replicate shows, is neither lost nor inflated. A plain bootstrap is own = 1: a code with
 * one unit then never varies. When no code has two units ρ is taken as 0: everything is borrowed.
 */
export function ownShares(units: ResamplingUnits): Float64Array {
  const { stratumClass, firstUnit, likeFrom, likeTo } = units;
  const moments = Array.from(stratumClass, (_, s) => momentsOf(units, s));
  const shares = new Float64Array(stratumClass.length);
  for (let s = 0; s < shares.length; s++) {
    const n = firstUnit[s + 1]! - firstUnit[s]!;
    const rho = intraclassCorrelation(likeInformative(moments, likeFrom[s]!, likeTo[s]!));
    shares[s] = rho === null ? 1 : Math.sqrt((n * rho) / (1 + (n - 1) * rho));
  }
  return shares;
}

interface CodeMoments {
  readonly unitCount: number;
  readonly mean: number;
  readonly square: number;
}

function momentsOf(units: ResamplingUnits, stratum: number): CodeMoments {
  const first = units.firstUnit[stratum]!;
  const unitCount = units.firstUnit[stratum + 1]! - first;
  let sum = 0;
  let squareSum = 0;
  for (let unit = first; unit < first + unitCount; unit++) {
    const value = unitValue(units, unit);
    sum += value;
    squareSum += value * value;
  }
  return { unitCount, mean: sum / unitCount, square: squareSum / unitCount };
}

/** Share of a unit's weight that is right. */
export function unitValue(units: ResamplingUnits, unit: number): number {
  const code = units.stratumClass[units.unitStratum[unit]!]!;
  let value = 0;
  for (let cell = units.firstCell[unit]!; cell < units.firstCell[unit + 1]!; cell++) {
    if (units.cellPredicted[cell] === code) value += units.cellWeight[cell]!;
  }
  return value / units.unitWeight[unit]!;
}

/** Codes with two units at least in the window, which is widened towards larger codes until there are enough of them. */
function likeInformative(moments: readonly CodeMoments[], from: number, to: number): CodeMoments[] {
  const found = moments.slice(from, to + 1).filter((code) => code.unitCount >= 2);
  for (let s = to + 1; s < moments.length && found.length <= LIKE_CODES; s++) if (moments[s]!.unitCount >= 2) found.push(moments[s]!);
  return found;
}

/** Null when the values do not vary at all. */
function intraclassCorrelation(codes: readonly CodeMoments[]): number | null {
  if (codes.length === 0) return 0;
  let mean = 0;
  let square = 0;
  let within = 0;
  for (const code of codes) {
    mean += code.mean / codes.length;
    square += code.square / codes.length;
    within += ((code.square - code.mean * code.mean) * code.unitCount) / (code.unitCount - 1) / codes.length;
  }
  const total = square - mean * mean;
  return total > 0 ? Math.min(1, Math.max(0, 1 - within / total)) : null;
}

/**
 * How many of a code's false positives stay with it in a replicate; the others go to codes of like size. With x_k the
 * cells wrongly given code k and m, s² their mean and variance over codes of like size:
 *
 *   keep = √(max(0, s² − m) / s²)
 *
 * the same rule as for `ownShares`, for counts: x is Poisson around a rate of its own, whose variance among codes is
 * s² − m. Without it a code that happened to get no false positive would never get one.
 */
export function keptShares(units: ResamplingUnits): { readonly keep: Float64Array; readonly like: LikeClasses } {
  const { classCount, stratumClass, firstUnit } = units;
  const unitCount = new Float64Array(classCount);
  stratumClass.forEach((code, s) => {
    unitCount[code] = firstUnit[s + 1]! - firstUnit[s]!;
  });
  const order = Int32Array.from({ length: classCount }, (_, code) => code).sort((a, b) => unitCount[a]! - unitCount[b]! || a - b);
  const { from, to } = sizeWindow(Float64Array.from(order, (code) => unitCount[code]!));
  const place = new Uint32Array(classCount);
  order.forEach((code, i) => {
    place[code] = i;
  });
  const like = { order, place, from, to };
  return { keep: keptBy(falsePositives(units), like), like };
}

/** Classes in rising order of unit count, the place of each class in it, and by place the window of like size. */
export interface LikeClasses {
  readonly order: Int32Array;
  readonly place: Uint32Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

function falsePositives(units: ResamplingUnits): Float64Array {
  const counts = new Float64Array(units.classCount);
  for (let unit = 0; unit < units.unitStratum.length; unit++) {
    const code = units.stratumClass[units.unitStratum[unit]!]!;
    for (let cell = units.firstCell[unit]!; cell < units.firstCell[unit + 1]!; cell++) {
      const given = units.cellPredicted[cell]!;
      if (given !== code) counts[given]!++;
    }
  }
  return counts;
}

function keptBy(counts: Float64Array, { order, place, from, to }: LikeClasses): Float64Array {
  return counts.map((_, code) => {
    const first = from[place[code]!]!;
    const last = to[place[code]!]!;
    let sum = 0;
    let squareSum = 0;
    for (let i = first; i <= last; i++) {
      const x = counts[order[i]!]!;
      sum += x;
      squareSum += x * x;
    }
    const n = last - first + 1;
    const mean = sum / n;
    const variance = n > 1 ? (squareSum - sum * mean) / (n - 1) : 0;
    return variance > 0 ? Math.sqrt(Math.max(0, variance - mean) / variance) : 1;
  });
}

import { log } from '../../kernels/math.js';

/** θ̂ minus the centred quantiles of replicates, widened by `spread`; see `figureIntervals`. */
export function centredInterval(value: number, replicates: readonly number[], spread: number, confidence: number): readonly [number, number] {
  const sorted = Float64Array.from(replicates).sort();
  let mean = 0;
  for (const replicate of replicates) mean += replicate / replicates.length;
  const tail = (1 - confidence) / 2;
  return [value - spread * (boundOfNext(sorted, 1 - tail) - mean), value - spread * (boundOfNext(sorted, tail) - mean)];
}

/**
 * The bound that one more value like the sorted ones is below with that chance, by linear interpolation between order statistics: of N
 * values the k-th is above the next one with chance k / (N + 1) (type 6 of Hyndman and Fan 1996). With `quantile` intervals of few
 * replicates would be too narrow: 200 of them would hold 93.6 in 100 for 95.
 */
function boundOfNext(sorted: Float64Array, share: number): number {
  const at = Math.min(sorted.length - 1, Math.max(0, share * (sorted.length + 1) - 1));
  return quantile(sorted, at / (sorted.length - 1));
}

/** Quantile of sorted values by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

/** Wilson's score interval (1927) of a share p among n; n need not be whole. [0, 1] for n = 0. */
export function wilsonInterval(p: number, n: number, confidence: number): readonly [number, number] {
  if (n <= 0) return [0, 1];
  const z = normalQuantile(0.5 + confidence / 2);
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/**
 * The same with continuity correction (Newcombe 1998, Stat. Med. 17, 857–872, method 4): wider, so that it also holds a share near 0 or 1
 * as often as it says when n is very small, where Wilson's holds it as seldom as 80 times in 100.
 */
export function correctedWilsonInterval(p: number, n: number, confidence: number): readonly [number, number] {
  if (n <= 0) return [0, 1];
  const z = normalQuantile(0.5 + confidence / 2);
  const root = (sign: 1 | -1): number => z * Math.sqrt(Math.max(0, z * z + sign * 2 - 1 / n + 4 * p * (n * (1 - p) - sign)));
  const bound = (sign: 1 | -1): number => (2 * n * p + z * z + sign * (1 + root(sign))) / (2 * (n + z * z));
  return [p === 0 ? 0 : Math.max(0, bound(-1)), p === 1 ? 1 : Math.min(1, bound(1))];
}

/** Quantile of the standard normal distribution, to seven digits. Source: Wichura 1988, algorithm AS 241 (PPND7). */
export function normalQuantile(share: number): number {
  const q = share - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    const top = ((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179;
    const bottom = ((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1;
    return (q * top) / bottom;
  }
  const r = Math.sqrt(-log(q < 0 ? share : 1 - share));
  const value =
    r <= 5
      ? ratioOf(r - 1.6, [1.4234372777, 2.75681539, 1.3067284816, 0.17023821103], [1, 0.7370016425, 0.12021132975])
      : ratioOf(r - 5, [6.657905115, 3.081226386, 0.42868294337, 0.017337203997], [1, 0.24197894225, 0.012258202635]);
  return q < 0 ? -value : value;
}

function ratioOf(r: number, top: readonly number[], bottom: readonly number[]): number {
  const at = (coefficients: readonly number[]): number => coefficients.reduceRight((sum, coefficient) => sum * r + coefficient, 0);
  return at(top) / at(bottom);
}

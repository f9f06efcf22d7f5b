import { exp, log } from '../../kernels/math.js';

/** Temperatures looked at: beyond them a model's scores carry no usable probability. */
export const LOWEST_TEMPERATURE = 1 / 64;
export const HIGHEST_TEMPERATURE = 64;

/** |ΔT| / T below which the search ends. */
const TOLERANCE = 1e-4;
const FIRST_GRID = 13;
const LATER_GRID = 5;

/**
 * Finds the temperature T > 0 that minimises a mean log loss
 *
 *   L(T) = (1/W) Σ w·(ln Σ_k exp(s_k / T) − s_y / T),
 *
 * without derivatives and a few temperatures a pass over the rows. L is convex in 1/T, so the lowest of the temperatures
 * seen and its two neighbours always hold the minimum between them. The first pass looks at a grid from 1/64 to 64 (1 is
 * on it); each later one at five points around the vertex of the parabola through those three in ln T, one a part in
 * ten thousand aside, or evenly between them when that would shrink faster. Deterministic; four to six passes as a rule.
 * A minimum on the edge of the range stays there. Source of the method: Guo et al. 2017, On calibration of modern neural
 * networks.
 */
export class TemperatureSearch {
  /** Seen temperatures in rising order, and L there. */
  readonly #seen: { readonly logT: number; readonly loss: number }[] = [];

  /** The temperatures to look at next, in rising order; none when the search is over. */
  next(): readonly number[] {
    if (this.#seen.length === 0) {
      const width = log(HIGHEST_TEMPERATURE) - log(LOWEST_TEMPERATURE);
      return Array.from({ length: FIRST_GRID }, (_, i) => exp(log(LOWEST_TEMPERATURE) + (width * i) / (FIRST_GRID - 1)));
    }
    const [low, best, high] = this.#bracket();
    if (high.logT - low.logT <= 2 * TOLERANCE) return [];
    return this.#around(low, best, high).map(exp);
  }

  /** Takes L at temperatures; ones that other searches asked for are welcome. */
  observe(temperatures: readonly number[], losses: readonly number[]): void {
    temperatures.forEach((temperature, i) => {
      const logT = log(temperature);
      if (this.#seen.every((point) => Math.abs(point.logT - logT) > 1e-9)) this.#seen.push({ logT, loss: losses[i]! });
    });
    this.#seen.sort((a, b) => a.logT - b.logT);
  }

  /** The best temperature seen; on the flat bottom of ties the lowest. */
  best(): number {
    return exp(this.#bracket()[1].logT);
  }

  #bracket() {
    let at = 0;
    this.#seen.forEach((point, i) => {
      if (point.loss < this.#seen[at]!.loss) at = i;
    });
    const best = this.#seen[at]!;
    return [this.#seen[at - 1] ?? best, best, this.#seen[at + 1] ?? best] as const;
  }

  #around(low: Point, best: Point, high: Point): number[] {
    const width = high.logT - low.logT;
    const even = Array.from({ length: LATER_GRID }, (_, i) => low.logT + (width * (i + 1)) / (LATER_GRID + 1));
    const vertex = vertexOf(low, best, high);
    // The parabola is only trusted once it errs by little: then points close to its vertex close the bracket at once.
    if (vertex === null || width > 0.2) return even;
    const near = Math.max(TOLERANCE * 0.45, width * width * 0.05);
    return [vertex - 3 * near, vertex - near, vertex, vertex + near, vertex + 3 * near].filter((x) => x > low.logT && x < high.logT);
  }
}

interface Point {
  readonly logT: number;
  readonly loss: number;
}

function vertexOf(low: Point, best: Point, high: Point): number | null {
  const a = best.logT - low.logT;
  const b = best.logT - high.logT;
  const top = a * a * (best.loss - high.loss) - b * b * (best.loss - low.loss);
  const bottom = a * (best.loss - high.loss) - b * (best.loss - low.loss);
  return bottom === 0 ? null : best.logT - top / (2 * bottom);
}

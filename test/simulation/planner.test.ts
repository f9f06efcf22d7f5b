import { describe, expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { rankGroups } from '../../src/evaluation/review/ranked-rows.js';
import type { ScoredRows } from '../../src/evaluation/review/scored-rows.js';
import { targetThreshold } from '../../src/evaluation/review/target-threshold.js';
import { exp } from '../../src/kernels/math.js';
import { draws, keepResult, median } from './keep-result.js';

// Models of scores, not whole pipelines: rows of codes as unequal as in surveys, each right with a chance of its own, of which the score
// is a bent and noisy reading; scored rows are drawn code by code, rare codes more often, and weigh as much less.

const CODES = 200;
const DELTA = 0.1;
const FRESH = 20_000;

const inverse = (value: number): number => 1 / (1 + exp(-value));

/** Normal draws, near enough: the sum of twelve even ones. */
function normal(rng: Rng): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += rng.nextFloat();
  return sum;
}

class Pipeline {
  readonly #mean: Float64Array;
  readonly #upTo: Float64Array;
  readonly #bend: number;

  constructor(readonly rng: Rng) {
    const level = 0.9 + 0.9 * rng.nextFloat();
    this.#mean = Float64Array.from({ length: CODES }, (_, code) => level - code / 120 + 0.7 * normal(rng));
    let sum = 0;
    this.#upTo = Float64Array.from({ length: CODES }, (_, code) => (sum += 1 / (code + 1)));
    this.#bend = 0.7 + 0.6 * rng.nextFloat();
  }

  /** A row of an incoming text: its code, its score, and whether it is coded wrong. */
  row(): { readonly code: number; readonly score: number; readonly wrong: number } {
    const { rng } = this;
    const at = rng.nextFloat() * (this.#upTo[CODES - 1] as number);
    const code = this.#upTo.findIndex((sum) => at < sum);
    const chance = (this.#mean[code] as number) + 1.8 * normal(rng);
    return { code, score: inverse(this.#bend * chance + 0.5 * normal(rng)), wrong: Number(rng.nextFloat() >= inverse(chance)) };
  }

  /** Rows drawn code by code: one in `code / 40`, but every one of the rare codes; one group in ten has more rows. */
  scoredRows(groupCount: number): ScoredRows {
    const drawn: { code: number; score: number; wrong: number; weight: number; group: number }[] = [];
    for (let group = 0; group < groupCount; ) {
      const row = this.row();
      const share = Math.min(1, 0.25 + row.code / 100);
      if (this.rng.nextFloat() >= share) continue;
      const count = this.rng.nextFloat() < 0.1 ? 2 + this.rng.nextBelow(4) : 1;
      for (let i = 0; i < count; i++) drawn.push({ ...row, weight: 1 / share / count, group });
      group++;
    }
    return {
      wrong: Uint8Array.from(drawn, ({ wrong }) => wrong),
      score: Float64Array.from(drawn, ({ score }) => score),
      weight: Float64Array.from(drawn, ({ weight }) => weight),
      group: Uint32Array.from(drawn, ({ group }) => group),
      code: Int32Array.from(drawn, ({ code }) => code),
      given: Int32Array.from(drawn, ({ code }) => code),
    };
  }
}

/** The share of fresh rows above a threshold and their error, and the share above the best threshold for the target. */
function onFreshRows(pipeline: Pipeline, threshold: number | null, target: number) {
  const rows = Array.from({ length: FRESH }, () => pipeline.row()).sort((a, b) => b.score - a.score);
  let [wrong, best] = [0, 0];
  rows.forEach((row, i) => {
    wrong += row.wrong;
    if (wrong <= target * (i + 1)) best = (i + 1) / FRESH;
  });
  const accepted = threshold === null ? [] : rows.filter(({ score }) => score >= threshold);
  const error = accepted.reduce((sum, row) => sum + row.wrong, 0) / Math.max(1, accepted.length);
  return { share: accepted.length / FRESH, error, best };
}

describe('a promise about automatic rows', () => {
  it.each([
    [0.1, 0.85],
    [0.05, 0.4],
  ])('of an error of %d is kept as often as promised, and costs little coverage', (target, least) => {
    const count = draws(500, 25);
    const found = Array.from({ length: count }, (_, i) => {
      const rng = Rng.fromSeed(21).fork(`pipeline ${i} ${target}`);
      const pipeline = new Pipeline(rng);
      const promise = targetThreshold(rankGroups(pipeline.scoredRows(3000), rng), { error: target, confidence: 1 - DELTA });
      return onFreshRows(pipeline, promise?.threshold ?? null, target);
    });
    const broken = found.filter(({ error }) => error > target).length;
    const reached = median(found.filter(({ best }) => best >= 0.2).map(({ share, best }) => share / best));
    const none = found.filter(({ share }) => share === 0).length;
    keepResult('planner', `promises of ${target}`, { pipelines: count, broken, withoutPromise: none, medianCoverage: reached });
    expect(broken).toBeLessThanOrEqual(draws(63, 7));
    expect(reached).toBeGreaterThanOrEqual(least);
  });
});

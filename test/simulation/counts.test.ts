import { describe, expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { correctedCounts, type GivenRows } from '../../src/evaluation/counts/corrected-counts.js';
import type { KnownRow } from '../../src/evaluation/counts/given-truth.js';
import { draws, keepResult } from './keep-result.js';
import { fallingSupports } from './two-models.js';

const CODES = 120;
const KNOWN = 6000;
const COUNTED = 20_000;
const NAMES = Array.from({ length: CODES }, (_, i) => `${Math.floor(i / 6)}.${i}`);
const PARENTS = new Map<string, string | null>(
  NAMES.flatMap((name) => [[name, name.split('.')[0] as string] as const, [name.split('.')[0] as string, null] as const]),
);

/** How likely each code is, and what a coder that errs in a fifth of the texts makes of it: mostly its neighbours. */
class Coder {
  readonly #cumulative: Float64Array;
  readonly #right: Float64Array;

  constructor(
    shares: readonly number[],
    readonly seed: number,
  ) {
    const rng = Rng.fromSeed(seed).fork('coder');
    const total = shares.reduce((sum, share) => sum + share, 0);
    let sum = 0;
    this.#cumulative = Float64Array.from(shares, (share) => (sum += share / total));
    this.#right = Float64Array.from(shares, () => 0.6 + 0.35 * rng.nextFloat());
  }

  draw(rng: Rng): readonly [code: number, given: number] {
    const u = rng.nextFloat();
    const code = Math.min(
      CODES - 1,
      this.#cumulative.findIndex((end) => u < end),
    );
    if (rng.nextFloat() < this.#right[code]!) return [code, code];
    return [code, rng.nextFloat() < 0.8 ? 6 * Math.floor(code / 6) + rng.nextBelow(6) : rng.nextBelow(CODES)];
  }
}

const SHARES = fallingSupports(CODES, 100_000);
/** Another mix: every second code three times as often as before. */
const SHIFTED = SHARES.map((share, code) => (code % 2 === 0 ? 3 * share : share));

/** Of the codes that are published, the share whose interval holds the true number of the rows counted; plain: whose given number is within the interval's width of it. */
function coverage(
  count: number,
  mix: readonly number[],
): { readonly covered: number; readonly published: number; readonly bias: number; readonly plainBias: number } {
  const truth = new Coder(SHARES, 5);
  const counted = new Coder(mix, 5);
  let [covered, published, bias, plainBias] = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const rng = Rng.fromSeed(31).fork(`draw ${i}`);
    const known: KnownRow[] = Array.from({ length: KNOWN }, (_, group) => {
      const [code, given] = truth.draw(rng);
      return { code: NAMES[code] as string, given: NAMES[given] as string, group, weight: 1 };
    });
    const own = new Float64Array(CODES);
    const given = new Map<string, GivenRows>();
    // One text in five is there four times.
    for (let row = 0; row < COUNTED; ) {
      const [code, answer] = counted.draw(rng);
      const size = Math.min(COUNTED - row, rng.nextFloat() < 0.8 ? 1 : 4);
      own[code]! += size;
      const before = given.get(NAMES[answer] as string) ?? { rowCount: 0, squares: 0 };
      given.set(NAMES[answer] as string, { rowCount: before.rowCount + size, squares: before.squares + size * size });
      row += size;
    }
    for (const line of correctedCounts(given, known, PARENTS)) {
      if (!line.isEnough) continue;
      const is = own[NAMES.indexOf(line.code)] as number;
      published++;
      if (is >= line.low && is <= line.high) covered++;
      bias += Math.abs(line.corrected - is) / Math.max(1, is);
      plainBias += Math.abs(line.given - is) / Math.max(1, is);
    }
  }
  return { covered: covered / published, published: published / count, bias: bias / published, plainBias: plainBias / published };
}

describe('corrected counts', () => {
  it('hold the true numbers in 90 to 98 of 100 where the mix is that of the known rows', () => {
    const count = draws(200, 20);
    const found = coverage(count, SHARES);
    keepResult('counts', 'coverage of 95 % intervals, same mix', { draws: count, codesPublished: found.published, ...found });
    expect(found.covered).toBeGreaterThanOrEqual(0.9);
    expect(found.covered).toBeLessThanOrEqual(0.98);
    expect(found.bias).toBeLessThan(found.plainBias);
  });

  it('do not where the mix has shifted, and that is said', () => {
    const count = draws(200, 20);
    const found = coverage(count, SHIFTED);
    keepResult('counts', 'coverage of 95 % intervals, every second code three times as often', {
      draws: count,
      codesPublished: found.published,
      ...found,
    });
    expect(found.covered).toBeLessThan(0.9);
  });
});

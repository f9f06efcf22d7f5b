import { compareUtf8 } from '../../core/utf8-order.js';
import { kishSize } from '../intervals/effective-size.js';
import { givenTruth, type KnownRow, PRIOR_ROWS } from './given-truth.js';

/** Rows that were given one code. */
export interface GivenRows {
  readonly rowCount: number;
  /** Σ n_t² over their texts t, n_t the rows of the text: all rows of a text have one truth. */
  readonly squares: number;
}

/** What is published of one code. */
export interface CorrectedCount {
  readonly code: string;
  /** Rows that were given the code. */
  readonly given: number;
  /** Estimate of the rows that truly have it. */
  readonly corrected: number;
  /** 95 %. */
  readonly low: number;
  readonly high: number;
  /** Independent rows of known truth that have the code or were given it. */
  readonly effectiveCount: number;
  /** Whether there are rows enough to say so; else the code's parent may have. */
  readonly isEnough: boolean;
}

/** With fewer rows of known truth an interval does not hold what it says. */
const ENOUGH = 30;
/** 97.5 % of a normal distribution. */
const Z = 1.959963984540054;

/**
 * How many rows truly have each code, by what is truly behind each given code: with n_j rows given code j,
 *
 *   T_i = Σ_j n_j · P(i | j)
 *   Var T_i = Σ_j P(i | j)·(1 − P(i | j)) · (n_j² / (e_j + m) + Σ_t n_jt²)
 *
 * The first part is what the known rows leave open (e_j of them in effect, and m of the prior, see `givenTruth`), the second how the truth
 * of these very rows happens to fall, one draw a text. Interval: T_i ± 1.96·√Var, not below 0 or above all rows. It assumes that P(true |
 * given) is that of the known rows: no shift of the mix. Sums of all codes are those of the given ones. Source: Tenenbein 1970 (double sampling with misclassification);
 * called the calibration estimator in Meertens et al. 2022. Lines in bytewise order of code.
 */
export function correctedCounts(
  given: ReadonlyMap<string, GivenRows>,
  known: readonly KnownRow[],
  parents: ReadonlyMap<string, string | null>,
): readonly CorrectedCount[] {
  const behind = givenTruth(known, parents);
  const total = [...given.values()].reduce((sum, { rowCount }) => sum + rowCount, 0);
  const sums = new Map<string, { count: number; variance: number }>();
  for (const code of [...given.keys()].sort(compareUtf8)) {
    const { rowCount, squares } = given.get(code) as GivenRows;
    const { shares, effectiveCount } = behind(code);
    for (const [truth, share] of shares) {
      const { count, variance } = sums.get(truth) ?? { count: 0, variance: 0 };
      const open = (rowCount * rowCount) / (effectiveCount + PRIOR_ROWS) + squares;
      sums.set(truth, { count: count + rowCount * share, variance: variance + share * (1 - share) * open });
    }
  }
  const sizes = knownSizes(known);
  return [...new Set([...given.keys(), ...sums.keys()])].sort(compareUtf8).map((code) => {
    const { count, variance } = sums.get(code) ?? { count: 0, variance: 0 };
    const half = Z * Math.sqrt(variance);
    const effectiveCount = sizes.get(code) ?? 0;
    return {
      code,
      given: given.get(code)?.rowCount ?? 0,
      corrected: count,
      low: Math.max(0, count - half),
      high: Math.min(total, count + half),
      effectiveCount,
      isEnough: effectiveCount >= ENOUGH,
    };
  });
}

/** Effective known rows by code: those that have it, and those that were given it. */
function knownSizes(known: readonly KnownRow[]): ReadonlyMap<string, number> {
  const groups = new Map<string, Map<number, number>>();
  for (const { code, given, group, weight } of known) {
    for (const each of code === given ? [code] : [code, given]) {
      const ofCode = groups.get(each) ?? new Map<number, number>();
      groups.set(each, ofCode.set(group, (ofCode.get(group) ?? 0) + weight));
    }
  }
  const sum = (weights: readonly number[], of: (weight: number) => number): number => weights.reduce((total, weight) => total + of(weight), 0);
  return new Map(
    [...groups].map(([code, weights]) => {
      const values = [...weights.values()];
      return [
        code,
        kishSize(
          sum(values, (weight) => weight),
          sum(values, (weight) => weight * weight),
        ),
      ];
    }),
  );
}

import { kishSize } from '../intervals/effective-size.js';
import type { OutOfFoldRow } from '../labels/out-of-fold-row.js';

/** A row of known truth, and what a fit that did not know it gave it; see `OutOfFoldRow`. */
export type KnownRow = Pick<OutOfFoldRow, 'code' | 'given' | 'group' | 'weight'>;

/** What is truly behind one given code. */
export interface TruthBehind {
  /** P(true code | given code), by true code; they sum to 1. */
  readonly shares: ReadonlyMap<string, number>;
  /** So many independent rows of equal weight would say as much; 0 where no row was given the code. */
  readonly effectiveCount: number;
}

/** A code's own rows count against those of its parent as if there were so many of the latter. */
export const PRIOR_ROWS = 5;

/** Stands for "the given code itself" among what is behind a given code. */
const RIGHT = Symbol('right');
type Behind = string | typeof RIGHT;

/**
 * P(true | given) of rows as they come. With W_u(s) the weight of rows given a code below u whose truth is s (one of the wrong codes, or
 * "right"), scaled so that all weights sum to the number of rows:
 *
 *   D_u(s) = (W_u(s) + m·D_parent(u)(s)) / (W_u + m),   m = 5,      D_top(s) = W(s) / W
 *   P(j | j) = D_j(right) + D_j(j),   P(i | j) = D_j(i)
 *
 * A given code with few rows is taken to be as right as its neighbours are, and wrong in the same codes as they. Rows of weight 0 count
 * nowhere. Cost: rows · depth, and codes · given codes.
 */
export function givenTruth(rows: readonly KnownRow[], parents: ReadonlyMap<string, string | null>): (given: string) => TruthBehind {
  const counted = rows.filter(({ weight }) => weight > 0);
  const total = counted.reduce((sum, { weight }) => sum + weight, 0);
  const tallies = new Map<string | null, { readonly behind: Map<Behind, number>; weight: number }>();
  const groups = new Map<string, Map<number, number>>();
  for (const { code, given, group, weight } of counted) {
    const scaled = (weight * counted.length) / total;
    for (let node: string | null | undefined = given; node !== undefined; node = node === null ? undefined : (parents.get(node) ?? null)) {
      const tally = tallies.get(node) ?? { behind: new Map<Behind, number>(), weight: 0 };
      tallies.set(node, tally);
      const truth = code === given ? RIGHT : code;
      tally.behind.set(truth, (tally.behind.get(truth) ?? 0) + scaled);
      tally.weight += scaled;
    }
    const ofGiven = groups.get(given) ?? new Map<number, number>();
    groups.set(given, ofGiven.set(group, (ofGiven.get(group) ?? 0) + weight));
  }
  const distribution = (node: string | null): ReadonlyMap<Behind, number> => {
    const { behind, weight } = tallies.get(node) ?? { behind: new Map<Behind, number>(), weight: 0 };
    if (node === null) return new Map([...behind].map(([truth, part]) => [truth, part / weight]));
    const above = distribution(parents.get(node) ?? null);
    const names = new Set([...behind.keys(), ...above.keys()]);
    return new Map([...names].map((truth) => [truth, ((behind.get(truth) ?? 0) + PRIOR_ROWS * (above.get(truth) ?? 0)) / (weight + PRIOR_ROWS)]));
  };
  return (given) => ({ shares: sharesOf(distribution(given), given), effectiveCount: effectiveCount(groups.get(given)) });
}

function sharesOf(distribution: ReadonlyMap<Behind, number>, given: string): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const [truth, share] of distribution) {
    const code = truth === RIGHT ? given : truth;
    shares.set(code, (shares.get(code) ?? 0) + share);
  }
  return shares.size === 0 ? new Map([[given, 1]]) : shares;
}

function effectiveCount(groups: ReadonlyMap<number, number> | undefined): number {
  const weights = [...(groups?.values() ?? [])];
  return kishSize(
    weights.reduce((sum, weight) => sum + weight, 0),
    weights.reduce((sum, weight) => sum + weight * weight, 0),
  );
}

import { countStrata, type GroupedRows, strataOf } from './group-strata.js';

/** Weights of rows that were scored, and how much of the data they say nothing about. */
export interface DesignWeights {
  /** One entry a row. */
  readonly weight: Float64Array;
  /** Share of the groups of the data whose code has no scored row. */
  readonly unspokenShare: number;
}

/**
 * Lets the rows of a role stand for the data: each weighs the groups of its code in the data by those that were scored, and so undoes
 * that a split gives the groups of rare codes to other roles. What no row of a code says, no weight can.
 */
export function roleWeights(codeOfRow: Int32Array, groupsInData: Uint32Array, groupsScored: Uint32Array): DesignWeights {
  let total = 0;
  let unspoken = 0;
  groupsInData.forEach((count, code) => {
    total += count;
    if (groupsScored[code] === 0) unspoken += count;
  });
  const weight = Float64Array.from(codeOfRow, (code) => groupsInData[code]! / groupsScored[code]!);
  return { weight, unspokenShare: total === 0 ? 0 : unspoken / total };
}

/**
 * `roleWeights` of rows by the groups that they are of, in the data that `takesPart`: by the code that each group counts for. One entry a
 * group that is given.
 */
export function weighToData(
  data: GroupedRows & { readonly codes: readonly string[] },
  group: Uint32Array,
  takesPart: (row: number) => boolean,
): DesignWeights {
  const stratum = strataOf(data, takesPart);
  const chosen = new Set(group);
  const count = (counts: (own: number) => boolean): Uint32Array => countStrata(stratum, data.codes.length, counts);
  const codeOfRow = Int32Array.from(group, (own) => stratum[own]!);
  return roleWeights(
    codeOfRow,
    count(() => true),
    count((own) => chosen.has(own)),
  );
}

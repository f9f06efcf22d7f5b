/** What splits by some features took off the Gini impurity of the rows of a tree, by weight; features ascending. */
export interface TreeImportance {
  readonly features: Uint32Array;
  readonly decreases: Float64Array;
}

/** The most features that are told. */
const TOLD = 20;

/** Adds up the splits of one tree. */
export class ImportanceSum {
  readonly #sums = new Map<number, number>();

  add(feature: number, decrease: number): void {
    this.#sums.set(feature, (this.#sums.get(feature) ?? 0) + decrease);
  }

  finish(): TreeImportance {
    const found = [...this.#sums].sort(([a], [b]) => a - b);
    return { features: Uint32Array.from(found, ([feature]) => feature), decreases: Float64Array.from(found, ([, decrease]) => decrease) };
  }
}

/**
 * Mean decrease in impurity (Breiman 2001, as scikit-learn's `feature_importances_`): of each tree the share that a feature has in all
 * decreases, the mean over trees that split at all. The features of the largest ones, ties by number. It is of training rows: n-grams that
 * only single rows have may come in front although they tell nothing of new texts.
 */
export function meanImportance(
  trees: readonly TreeImportance[],
  featureCount: number,
): readonly { readonly feature: number; readonly share: number }[] {
  const shares = new Float64Array(featureCount);
  const grown = trees.filter(({ features }) => features.length > 0);
  for (const { features, decreases } of grown) {
    const total = decreases.reduce((sum, decrease) => sum + decrease, 0);
    features.forEach((feature, place) => {
      shares[feature]! += decreases[place]! / total / grown.length;
    });
  }
  return Array.from(Uint32Array.from(shares.keys()).filter((feature) => shares[feature]! > 0))
    .sort((a, b) => shares[b]! - shares[a]! || a - b)
    .slice(0, TOLD)
    .map((feature) => ({ feature, share: shares[feature]! }));
}

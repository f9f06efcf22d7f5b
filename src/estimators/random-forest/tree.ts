/** Marks a node as a leaf. */
export const LEAF = 0xffffffff;

/**
 * A tree, or several behind one another. Rows without the n-gram `feature` of node v go on to node v + 1, the others to node child[v]; of a
 * leaf `child` is its number. The codes of leaf l are those of places leafOffsets[l] … leafOffsets[l+1]-1, ascending, with their shares.
 */
export interface Tree {
  readonly feature: Uint32Array;
  readonly child: Uint32Array;
  readonly leafOffsets: Uint32Array;
  readonly leafCode: Uint32Array;
  readonly leafShare: Float32Array;
}

/** Puts a tree together, node after node. */
export class TreeBuilder {
  readonly #feature: number[] = [];
  readonly #child: number[] = [];
  readonly #leafOffsets: number[] = [0];
  readonly #leafCode: number[] = [];
  readonly #leafShare: number[] = [];

  /** The number of the new node; where its rows with the n-gram go is said by `placeChild`. */
  addSplit(feature: number): number {
    this.#child.push(0);
    return this.#feature.push(feature) - 1;
  }

  /** The node that is added next is the one that rows of `parent` with its n-gram go on to. */
  placeChild(parent: number): void {
    this.#child[parent] = this.#feature.length;
  }

  /** Weights of the codes that the rows of a leaf have, in any order. */
  addLeaf(codes: readonly number[], totals: Float64Array, total: number): void {
    this.#feature.push(LEAF);
    this.#child.push(this.#leafOffsets.length - 1);
    for (const code of codes.toSorted((a, b) => a - b)) {
      this.#leafCode.push(code);
      this.#leafShare.push((totals[code] as number) / total);
    }
    this.#leafOffsets.push(this.#leafCode.length);
  }

  finish(): Tree {
    return {
      feature: Uint32Array.from(this.#feature),
      child: Uint32Array.from(this.#child),
      leafOffsets: Uint32Array.from(this.#leafOffsets),
      leafCode: Uint32Array.from(this.#leafCode),
      leafShare: Float32Array.from(this.#leafShare),
    };
  }
}

/** The leaf that a row comes to from a root; `has` says which n-grams it has. */
export function leafOf({ feature, child }: Pick<Tree, 'feature' | 'child'>, root: number, has: (feature: number) => boolean): number {
  let node = root;
  while (feature[node] !== LEAF) node = has(feature[node] as number) ? (child[node] as number) : node + 1;
  return child[node] as number;
}

import type { CodeTree } from '../text/code-tree.js';

/** A code above codes of a model, and which of these it is above. */
export interface ParentCode {
  readonly code: string;
  readonly title: string | null;
  /** Indexes of the codes of the model below it, ascending: two or more, never all of them. */
  readonly below: readonly number[];
}

/** What a decision may stop at; of the parents that a code has, the nearer one stands first. */
export interface ParentCodes {
  readonly parents: readonly ParentCode[];
}

/**
 * The codes above those of a model that say something: one that is above a single code says no less than it, one above all of them
 * nothing. By falling depth, then in the order of the codebook.
 */
export function parentCodes(codes: readonly string[], tree: CodeTree & { readonly titles: readonly (string | null)[] }): ParentCodes {
  const parentOf = new Map(tree.codes.map((code, index) => [code, tree.parents[index] ?? null]));
  const below = new Map<string, number[]>();
  codes.forEach((code, index) => {
    for (let parent = parentOf.get(code) ?? null; parent !== null; parent = parentOf.get(parent) ?? null)
      below.set(parent, [...(below.get(parent) ?? []), index]);
  });
  const found = tree.codes.flatMap((code, index) => {
    const classes = below.get(code) ?? [];
    return classes.length < 2 || classes.length === codes.length ? [] : [{ code, title: tree.titles[index] ?? null, below: classes }];
  });
  const depthOf = (code: string): number => {
    const parent = parentOf.get(code) ?? null;
    return parent === null ? 0 : 1 + depthOf(parent);
  };
  return { parents: found.sort((a, b) => depthOf(b.code) - depthOf(a.code)) };
}

/**
 * The parents of one code with the sums of what the codes below them have, the nearest first. `probability` is that of a code of the model by
 * its index.
 */
export class ParentSums {
  /** By class. */
  readonly #parentsOf: readonly (readonly ParentCode[])[];

  constructor({ parents }: ParentCodes, codeCount: number) {
    const of = Array.from({ length: codeCount }, (): ParentCode[] => []);
    for (const parent of parents) for (const index of parent.below) of[index]?.push(parent);
    this.#parentsOf = of;
  }

  above(
    index: number,
    probability: (index: number) => number,
  ): readonly { readonly code: string; readonly title: string | null; readonly score: number }[] {
    return (this.#parentsOf[index] ?? []).map(({ code, title, below }) => {
      const score = below.reduce((sum, each) => sum + probability(each), 0);
      return { code, title, score: Math.min(1, score) };
    });
  }
}

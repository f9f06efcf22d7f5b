/** Codes in a hierarchy, as a codebook lists them. */
export interface CodeTree {
  readonly codes: readonly string[];
  /** The parent of each code, or null at the top. */
  readonly parents: readonly (string | null)[];
}

/** The parent of each code by its name, null at the top; empty without a tree. */
export function parentsOf(tree: CodeTree | null): ReadonlyMap<string, string | null> {
  return new Map(tree?.codes.map((code, index) => [code, tree.parents[index] ?? null]));
}

/** A code with its ancestors, from the top down, itself last. */
export function pathFromTop(code: string, parents: ReadonlyMap<string, string | null>): readonly string[] {
  const path: string[] = [];
  for (let next: string | null = code; next !== null; next = parents.get(next) ?? null) path.unshift(next);
  return path;
}

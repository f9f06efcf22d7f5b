import { type CodeTree, parentsOf, pathFromTop } from './code-tree.js';

/** Some codes cut to one level of a tree. */
export interface CodeLevel {
  /** The ancestors there, each once; a code that goes less deep stands for itself. */
  readonly codes: readonly string[];
  /** For each of the codes that were cut its place among these. */
  readonly placeOf: Int32Array;
}

/** Each code with its ancestors, from the top down, itself last; without a tree every code alone. */
export function codePaths(codes: readonly string[], tree: CodeTree | null): readonly (readonly string[])[] {
  const parents = parentsOf(tree);
  return codes.map((code) => pathFromTop(code, parents));
}

/** Codes by level, from the top down to where the deepest of them stands; one level for none. A codebook may go deeper than its codes that are in use. */
export function codeLevels(paths: readonly (readonly string[])[]): readonly CodeLevel[] {
  const depth = paths.reduce((deepest, path) => Math.max(deepest, path.length), 1);
  return Array.from({ length: depth }, (_, i) => cutTo(i + 1, paths));
}

function cutTo(level: number, paths: readonly (readonly string[])[]): CodeLevel {
  const places = new Map<string, number>();
  const placeOf = Int32Array.from(paths, (path) => {
    const ancestor = path[Math.min(level, path.length) - 1] as string;
    const place = places.get(ancestor) ?? places.size;
    places.set(ancestor, place);
    return place;
  });
  return { codes: [...places.keys()], placeOf };
}

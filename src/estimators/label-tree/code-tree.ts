/** Codes, and groups of codes that are told apart further down. */
export type CodeGroup = readonly (number | CodeGroup)[];

/**
 * A tree whose leaves are codes. Nodes are numbered level by level, from 0, the root. Below node v are the children of places
 * childOffsets[v] … childOffsets[v+1]-1: child[p] is another node where it is below the node count n, else the code child[p] − n.
 */
export interface CodeTree {
  readonly childOffsets: Uint32Array;
  readonly child: Uint32Array;
}

/** How many inner nodes a tree has. */
export function nodeCountOf({ childOffsets }: Pick<CodeTree, 'childOffsets'>): number {
  return childOffsets.length - 1;
}

/** Lays a tree of groups out. */
export function layOut(root: CodeGroup): CodeTree {
  const groups: CodeGroup[] = [root];
  // Grows while it is walked: groups behind those of their own level.
  for (const group of groups) for (const member of group) if (typeof member !== 'number') groups.push(member);
  const childOffsets = [0];
  const child: number[] = [];
  let next = 1;
  for (const group of groups) {
    for (const member of group) child.push(typeof member === 'number' ? groups.length + member : next++);
    childOffsets.push(child.length);
  }
  return { childOffsets: Uint32Array.from(childOffsets), child: Uint32Array.from(child) };
}

/** The codes below each place of a tree lie side by side in this order, from first[p] to last[p]-1. */
export interface CodeOrder {
  readonly codes: Uint32Array;
  readonly first: Uint32Array;
  readonly last: Uint32Array;
}

/** Puts the codes into an order in which those below each node lie side by side. */
export function orderCodes(tree: CodeTree): CodeOrder {
  const { childOffsets, child } = tree;
  const nodeCount = nodeCountOf(tree);
  const codes: number[] = [];
  const [first, last] = [new Uint32Array(child.length), new Uint32Array(child.length)];
  const visit = (node: number): void => {
    for (let place = childOffsets[node]!; place < childOffsets[node + 1]!; place++) {
      first[place] = codes.length;
      if (child[place]! < nodeCount) visit(child[place]!);
      else codes.push(child[place]! - nodeCount);
      last[place] = codes.length;
    }
  };
  visit(0);
  return { codes: Uint32Array.from(codes), first, last };
}

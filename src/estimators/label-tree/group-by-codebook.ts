import type { CodeGroup } from './code-tree.js';

/** A code of the codebook with what lies below it. */
interface Entry {
  /** Index of the code itself, where rows have it. */
  code: number | null;
  readonly below: Map<string, Entry>;
}

/**
 * Groups codes as the codebook does. `ancestors` are those of each code, topmost first. A code that rows have and that is above others
 * stands beside them; a group of one member is that member. Order: that of the codes, which is bytewise.
 */
export function groupByCodebook(codes: readonly string[], ancestors: readonly (readonly string[])[]): CodeGroup {
  const root: Entry = { code: null, below: new Map() };
  codes.forEach((code, index) => {
    let entry = root;
    for (const name of [...(ancestors[index] as readonly string[]), code]) {
      const next = entry.below.get(name) ?? { code: null, below: new Map() };
      entry.below.set(name, next);
      entry = next;
    }
    entry.code = index;
  });
  const group = groupOf(root);
  return typeof group === 'number' ? [group] : group;
}

function groupOf({ code, below }: Entry): number | CodeGroup {
  const members = [...(code === null ? [] : [code]), ...[...below.values()].map(groupOf)];
  return members.length === 1 ? (members[0] as number | CodeGroup) : members;
}

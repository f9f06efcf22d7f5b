import type { Codebook } from '../../artifacts/codebook.js';
import type { Correspondence } from '../../artifacts/source.js';
import { parentsOf, pathFromTop } from '../../text/code-tree.js';

/** What is known of the codes of the data and of both models. */
export interface CodeSides {
  /** The candidate's codebook; null when any label is a code. */
  readonly codebook: Codebook | null;
  /** From the champion's codes to the candidate's, where the codebook has changed. */
  readonly correspondence: Correspondence | null;
  /** Codes of the rows and of the candidate, and `data.level` of its pipeline. */
  readonly ours: readonly string[];
  readonly ourLevel: number | null;
  readonly theirs: readonly string[];
  readonly theirLevel: number | null;
}

/** Codes in which both models can be compared. */
export interface SharedCodes {
  /** The level of the candidate's codebook; null: codes as the candidate gives them. */
  readonly level: number | null;
  readonly ours: (code: string) => string;
  /** Null for a code that was dropped: it is that of no row. */
  readonly theirs: (code: string) => string | null;
}

/**
 * The finest codes that both models share: those of the candidate when each code of the champion is or became exactly one of them,
 * else those of the deepest level at which every code of both has exactly one ancestor. An old code that was divided among
 * several new ones has an ancestor where theirs is the same. Undefined when there is no such level.
 */
export function findSharedCodes(sides: CodeSides): SharedCodes | undefined {
  const { codebook, ours, theirs, ourLevel, theirLevel } = sides;
  const becomes = successors(sides);
  const paths = pathsFromTop(codebook);
  const depth = Math.max(0, ...[...paths.values()].map(({ length }) => length));
  const levels = [...(ourLevel === theirLevel ? [null] : []), ...Array.from({ length: depth }, (_, i) => depth - i)];
  for (const level of levels) {
    const at = (code: string): string | undefined => (level === null ? cut(code, paths, ourLevel) : paths.get(code)?.[level - 1]);
    const theirsAt = new Map(theirs.map((code) => [code, only(becomes(code)?.map(at))]));
    const oursAt = new Map(ours.map((code) => [code, level === null ? code : at(code)]));
    if ([...theirsAt.values(), ...oursAt.values()].includes(undefined)) continue;
    return { level, ours: (code) => oursAt.get(code) as string, theirs: (code) => theirsAt.get(code) ?? null };
  }
  return undefined;
}

/** What a code of the champion is in the candidate's codebook: one code, several, none when it was dropped, undefined when nobody knows. */
function successors({ codebook, correspondence, ours }: CodeSides): (code: string) => readonly string[] | undefined {
  const recoded = new Map((correspondence ?? []).map(({ old, candidates }) => [old, candidates.map(({ code }) => code)]));
  const known = new Set(codebook?.codes ?? ours);
  return (code) => recoded.get(code) ?? (known.has(code) ? [code] : undefined);
}

/** Each code with its ancestors from the top down, itself last. */
function pathsFromTop(codebook: Codebook | null): ReadonlyMap<string, readonly string[]> {
  const parents = parentsOf(codebook);
  return new Map([...parents.keys()].map((code) => [code, pathFromTop(code, parents)]));
}

/** A code as the candidate's rows have it: cut to its level. Without a codebook, as it is. */
function cut(code: string, paths: ReadonlyMap<string, readonly string[]>, level: number | null): string | undefined {
  if (level === null) return code;
  const path = paths.get(code);
  return path?.[Math.min(level, path.length) - 1];
}

/** The only one of some codes; null for none of them; undefined when they differ or are not known. */
function only(codes: readonly (string | undefined)[] | undefined): string | null | undefined {
  if (codes === undefined) return undefined;
  const [first, ...others] = new Set(codes);
  if (codes.length === 0) return null;
  return others.length > 0 ? undefined : first;
}

import type { Codebook } from '../../artifacts/codebook.js';
import type { LabelOutcome, LabelTable } from '../../tasks/prepare/label-table.js';

/** What labels become: themselves without a codebook, else the codebook's ancestor at `level` (1 is the top; null: the code itself). */
export function makeLabelTable(codebook: Codebook | null, level: number | null): LabelTable {
  if (codebook === null) return { outcomes: [], others: 'valid' };
  const parents = new Map(codebook.codes.map((code, i) => [code, codebook.parents[i] ?? null]));
  return { outcomes: codebook.codes.map((code) => [code, outcomeOf(code, parents, level)] as const), others: 'bad' };
}

function outcomeOf(code: string, parents: ReadonlyMap<string, string | null>, level: number | null): LabelOutcome {
  if (level === null) return { kind: 'code', code, recoded: 'no' };
  const path = pathFromTop(code, parents);
  const ancestor = path[level - 1];
  if (ancestor !== undefined) return { kind: 'code', code: ancestor, recoded: 'no' };
  return { kind: 'bad', reason: 'no-ancestor-at-level', detail: `${code} is at level ${path.length}` };
}

/** The code's ancestors from the top down, and the code itself: entry i is at level i + 1. */
export function pathFromTop(code: string, parents: ReadonlyMap<string, string | null>): readonly string[] {
  const path: string[] = [];
  for (let next: string | null = code; next !== null; next = parents.get(next) ?? null) path.unshift(next);
  return path;
}

import type { Codebook } from '../../artifacts/codebook.js';
import type { Correspondence, RecodedCode } from '../../artifacts/source.js';
import type { LabelOutcome, LabelTable } from '../../tasks/prepare/label-table.js';
import { parentsOf } from '../../text/code-tree.js';

/**
 * What becomes of labels: first the correspondence turns old codes into new ones, then the codebook says which codes are valid and
 * cuts them to their ancestor at `level` (1 is the top; null: the code itself). A label that the correspondence does not name stays.
 */
export function makeLabelTable(
  codebook: Codebook | null,
  level: number | null,
  correspondence: Correspondence | null = null,
  missing: readonly string[] = [],
): LabelTable {
  const parents = codebook === null ? null : parentsOf(codebook);
  const cut = (code: string): LabelOutcome => (parents === null ? valid(code) : cutToLevel(code, parents, level));
  const outcomes = new Map((codebook?.codes ?? []).map((code) => [code, cut(code)]));
  for (const recoded of correspondence ?? []) outcomes.set(recoded.old, recode(recoded, cut));
  return { outcomes: [...outcomes], others: codebook === null ? 'valid' : 'bad', missing };
}

function valid(code: string): LabelOutcome {
  return { kind: 'code', code, recoded: 'no' };
}

function recode({ old, candidates, merged }: RecodedCode, cut: (code: string) => LabelOutcome): LabelOutcome {
  const [only, ...others] = candidates;
  if (only === undefined) return { kind: 'bad', reason: 'code-not-in-codebook', detail: `${old} was dropped` };
  if (others.length > 0) {
    const list = candidates.map(({ code, weight }) => (weight === '' ? code : `${code} (${weight})`));
    return { kind: 'bad', reason: 'several-new-codes', detail: `${old} → ${list.join(', ')}` };
  }
  const outcome = cut(only.code);
  if (outcome.kind === 'bad' || (only.code === old && !merged)) return outcome;
  return { ...outcome, recoded: merged ? 'n:1' : '1:1' };
}

function cutToLevel(code: string, parents: ReadonlyMap<string, string | null>, level: number | null): LabelOutcome {
  if (level === null) return valid(code);
  const path = pathFromTop(code, parents);
  const ancestor = path[level - 1];
  if (ancestor !== undefined) return valid(ancestor);
  return { kind: 'bad', reason: 'no-ancestor-at-level', detail: `${code} is at level ${path.length}` };
}

/** The code's ancestors from the top down, and the code itself: entry i is at level i + 1. */
function pathFromTop(code: string, parents: ReadonlyMap<string, string | null>): readonly string[] {
  const path: string[] = [];
  for (let next: string | null = code; next !== null; next = parents.get(next) ?? null) path.unshift(next);
  return path;
}

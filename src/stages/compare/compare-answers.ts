import { compareUtf8 } from '../../core/utf8-order.js';
import type { ComparedRows } from '../../evaluation/paired/compared-rows.js';
import type { RoleRows } from '../../evaluation/rows-to-judge.js';
import type { SharedCodes } from './shared-codes.js';

/** The code that each model gives to each of some rows; null where it gives none. */
interface Answers {
  readonly ours: readonly (string | null)[];
  readonly theirs: readonly (string | null)[];
}

interface Terms {
  readonly shared: SharedCodes;
  /** Codes of the rows and of the candidate; codes of the champion. */
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
  /** What the labels of the rows are indexes into. */
  readonly rowCodes: readonly string[];
  readonly weight: Float32Array | null;
}

/**
 * What both models said of the same rows, in codes that they share, and these codes in bytewise order. An answer that is none, or a code
 * that was dropped, is a class of its own, which no row has: wrong.
 */
export function compareAnswers(
  answers: Answers,
  { label, group }: Pick<RoleRows, 'label' | 'group'>,
  { shared, ours, theirs, rowCodes, weight }: Terms,
): { readonly judged: ComparedRows; readonly codes: readonly string[] } {
  const codes = [...new Set([...ours.map(shared.ours), ...theirs.map(shared.theirs)])].filter((code) => code !== null).sort(compareUtf8);
  const indexOf = new Map(codes.map((code, index) => [code, index]));
  const classOf = (code: string | null): number => indexOf.get(code as string) ?? codes.length;
  const judged = {
    classCount: codes.length + 1,
    label: Int32Array.from(label, (code) => classOf(shared.ours(rowCodes[code]!))),
    group,
    weight,
    predicted: [
      Int32Array.from(answers.ours, (code) => classOf(code === null ? null : shared.ours(code))),
      Int32Array.from(answers.theirs, (code) => classOf(code === null ? null : shared.theirs(code))),
    ] as const,
  };
  return { judged, codes };
}

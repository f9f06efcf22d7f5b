import type { CodeCounts } from '../../ml/code-counts.js';

/** Codes about which the figures say little or nothing, in order of code. */
export interface CodeLists {
  /** They occur in the rows, and none was given. */
  readonly neverGiven: readonly string[];
  /** No row has them. */
  readonly withoutRows: readonly string[];
  /** Occurring or given, and not in the codebook; null without a codebook. */
  readonly notInCodebook: readonly string[] | null;
}

/** Sorts the codes of a run by what the judged rows can say of them; `codebook` holds the valid codes, null when there is none. */
export function listCodes({ support, predicted }: CodeCounts, codes: readonly string[], codebook: readonly string[] | null): CodeLists {
  const valid = codebook === null ? null : new Set(codebook);
  const where = (holds: (classIndex: number) => boolean): string[] => codes.filter((_, classIndex) => holds(classIndex));
  return {
    neverGiven: where((k) => support[k]! > 0 && predicted[k] === 0),
    withoutRows: where((k) => support[k] === 0),
    notInCodebook: valid === null ? null : where((k) => support[k]! + predicted[k]! > 0 && !valid.has(codes[k]!)),
  };
}

import type { CodeCounts } from '../../../ml/code-counts.js';
import type { LabelSet } from '../figure.js';

type OfCode = (counts: CodeCounts, code: number) => number;

/** (1/|C|) Σ_{c in C} value(c), C the label set; 0 without codes. Summed in code order. */
export function macroMean(counts: CodeCounts, labelSet: LabelSet, ofCode: OfCode): number {
  let sum = 0;
  let codeCount = 0;
  for (let code = 0; code < counts.support.length; code++) {
    if (labelSet === 'with-support' && counts.support[code] === 0) continue;
    codeCount++;
    sum += ofCode(counts, code);
  }
  return codeCount > 0 ? sum / codeCount : 0;
}

/** (1/W) Σ_c support(c)·value(c), W = Σ_c support(c): a code without support has no part in it; 0 without rows. */
export function weightedMean(counts: CodeCounts, ofCode: OfCode): number {
  let sum = 0;
  let total = 0;
  for (let code = 0; code < counts.support.length; code++) {
    const support = counts.support[code]!;
    if (support === 0) continue;
    total += support;
    sum += support * ofCode(counts, code);
  }
  return total > 0 ? sum / total : 0;
}

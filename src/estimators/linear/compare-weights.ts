import type { ModelDifference } from '../model-format.js';
import { loadStored } from './stored/stored-model.js';

/** Where two weights files differ first, named by feature and code. Reads both whole. */
export function compareWeights(original: string, reproduced: string, codes: readonly string[] | null): ModelDifference | null {
  const [before, after] = [loadStored(original), loadStored(reproduced)];
  for (const field of ['featureCount', 'codeCount', 'stride'] as const) {
    if (before[field] !== after[field]) return { where: field, original: String(before[field]), reproduced: String(after[field]) };
  }
  const nameOf = (index: number): string => codes?.[index] ?? String(index);
  const intercept = firstBitDifference(before.intercept, after.intercept);
  if (intercept !== -1) return difference(`intercept of code ${nameOf(intercept)}`, before.intercept, after.intercept, intercept);
  const at = firstBitDifference(before.weights, after.weights);
  if (at === -1) return null;
  const where = `weight of feature ${Math.floor(at / before.stride)}, code ${nameOf(at % before.stride)}`;
  return difference(where, before.weights, after.weights, at);
}

function difference(where: string, before: Float32Array, after: Float32Array, at: number): ModelDifference {
  return { where, original: String(before[at]), reproduced: String(after[at]) };
}

/** By bits: 0 and −0 differ, equal NaNs do not. -1 when all are equal. */
function firstBitDifference(before: Float32Array, after: Float32Array): number {
  const [a, b] = [before, after].map((part) => new Uint32Array(part.buffer, part.byteOffset, part.length)) as [Uint32Array, Uint32Array];
  return a.findIndex((bits, i) => bits !== b[i]);
}

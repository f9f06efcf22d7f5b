import { type ReferenceFit, type ReferenceSettings, sumLanes } from './reference.js';

/*
 * The loops of assembly/linear.ts that a fit by factors adds, in plain TypeScript as in reference.ts. `right` holds B as
 * weights (rank × stride) and the h of the batch as documents of rank entries; `left` holds A. Nothing else calls it.
 */

const f = Math.fround;

/** gh[k] = Σ_c g_c B[k][c] over the active blocks, four lanes apart, into the scores of `left`, and Σ gh² into its squares. */
export function backDocuments(right: ReferenceFit, left: ReferenceFit, first: number, last: number): void {
  for (let d = first; d < last; d++) {
    let square = 0;
    for (let k = 0; k < left.stride; k++) {
      const lanes = [0, 0, 0, 0];
      for (const [c, g] of activeCodes(right, d)) {
        const product = f(g * right.weights[k * right.stride + c]!);
        lanes[c % 4] = f(lanes[c % 4]! + product);
      }
      const sum = sumLanes(lanes);
      left.scores[d * left.stride + k] = sum;
      square = f(square + f(sum * sum));
    }
    left.squares[d] = square;
  }
}

/** Moves columns first … last-1 of B by the batch, in document order; `squares` has Σ g² Σ h² of each column so far. */
export function updateColumns(
  right: ReferenceFit,
  { step, l2, clock }: ReferenceSettings,
  squares: Float32Array,
  documentCount: number,
  first: number,
  last: number,
): void {
  const { stride, weights, values, offsets } = right;
  const shift = f(f(f(step) * f(l2)) * f(clock));
  for (let d = 0; d < documentCount; d++) {
    const h = values.subarray(offsets[d], offsets[d + 1]);
    const square = h.reduce((sum, x) => f(sum + f(x * x)), 0);
    for (const [c, g] of activeCodes(right, d)) {
      if (c < first || c >= last) continue;
      squares[c] = f(squares[c]! + f(f(g * g) * square));
      const move = f(f(-f(step) / f(f(Math.sqrt(f(1 + squares[c]!))) + shift)) * g);
      h.forEach((x, k) => {
        weights[k * stride + c] = f(weights[k * stride + c]! + f(x * move));
      });
    }
  }
  if (l2 === 0) return;
  const documents = f(f(f(step) * f(l2)) * f(documentCount));
  for (let at = 0; at < weights.length; at++) {
    const c = at % stride;
    if (c < first || c >= last) continue;
    const root = f(f(Math.sqrt(f(1 + squares[c]!))) + shift);
    weights[at] = f(f(root / f(root + documents)) * weights[at]!);
  }
}

/** W = A·B for rows first … last-1, terms in order of the rank. */
export function multiplyRows(right: ReferenceFit, left: ReferenceFit, first: number, last: number, out: Float32Array): void {
  for (let j = first; j < last; j++) {
    for (let c = 0; c < right.stride; c++) {
      let sum = 0;
      for (let k = 0; k < left.stride; k++) sum = f(sum + f(left.weights[j * left.stride + k]! * right.weights[k * right.stride + c]!));
      out[j * right.stride + c] = sum;
    }
  }
}

/** The codes of a document's active blocks, each with its gradient. */
function* activeCodes({ stride, scores, active, activeCounts }: ReferenceFit, d: number): Generator<[code: number, g: number]> {
  for (let a = 0; a < activeCounts[d]!; a++) {
    const block = active[(d * stride) / 4 + a]!;
    for (let lane = 0; lane < 4; lane++) yield [block + lane, scores[d * stride + 4 * a + lane]!];
  }
}

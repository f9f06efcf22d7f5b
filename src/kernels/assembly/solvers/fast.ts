// A mini-batch of the fast solver once it is scored: gradients by document, updates by weight row and of the intercept.

// @ts-nocheck: AssemblyScript, not TypeScript

import { addDot, exponentials, largest, sumLanes, sumWide } from '../lanes';
import { clock, interceptStep, kept, targets, threshold } from '../solver';
import { activeAt, activeCountsAt, documentWeightsAt, interceptAt, interceptStateAt, labelsAt, lossesAt, scoresAt, squaresAt, strideOf } from '../table';

// Turns scores into the gradient of the loss, g = p − y, in place, for documents first … last-1; writes the loss
// ln Σ exp(s) − s_y of each, the blocks of four codes with some |g| above the threshold (and the block of the document's
// own code), and Σ g² over these blocks. The blocks' g are multiplied by the document's weight and stand one behind the other
// at the front, in the order of the list: whoever moves weights by them, often on another core, then reads a few lines.
//
// With label smoothing the target is t = (1 − ε) y + ε/K over the K codes that have rows, u = ε/K:
//   g = p − t,   loss −Σ t ln p = ln Σ exp(s) − (1 − ε) s_y − Σ_k u_k s_k,
// and with logit adjustment s is s_k + τ ln π_k in all of this.
export function gradientDocuments(p: usize, first: i32, last: i32): void {
  if (targets == 0) differentiate(p, first, last, false);
  else differentiate(p, first, last, true);
}

@inline
function adjust(scores: usize, rowBytes: usize): void {
  const shifts = targets + rowBytes;
  for (let k: usize = 0; k < rowBytes; k += 16) v128.store(scores + k, f32x4.add(v128.load(scores + k), v128.load(shifts + k)));
}

// u · s over the codes, in f64.
@inline
function smoothedScore(scores: usize, rowBytes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let k: usize = 0; k < rowBytes; k += 16) sum = addDot(sum, v128.load(targets + k), v128.load(scores + k));
  return sumWide(sum);
}

@inline
function differentiate(p: usize, first: i32, last: i32, aimed: bool): void {
  const stride = strideOf(p);
  const rowBytes = stride << 2;
  for (let d = <usize>first; d < <usize>last; d++) {
    const g = scoresAt(p) + d * rowBytes;
    const label = <usize>load<i32>(labelsAt(p) + (d << 2));
    const weight = load<f32>(documentWeightsAt(p) + (d << 2));
    if (aimed) adjust(g, rowBytes);
    const top = largest(g, rowBytes);
    const labelScore = load<f32>(g + (label << 2));
    let wanted = <f64>labelScore;
    if (aimed) wanted = <f64>kept * wanted + smoothedScore(g, rowBytes);
    const sum = exponentials(g, rowBytes, top);
    store<f64>(lossesAt(p) + (d << 3), NativeMath.log(<f64>sum) + (<f64>top - wanted));
    const inverse = <f32>1 / sum;
    // The label's gradient p − 1 is stored now, so that its block passes the threshold like any other.
    store<f32>(g + (label << 2), (load<f32>(g + (label << 2)) * inverse - (aimed ? kept : <f32>1)) * sum);
    const vinverse = f32x4.splat(inverse);
    const vweight = f32x4.splat(weight);
    const vthreshold = f32x4.splat(threshold);
    const active = activeAt(p) + d * stride;
    let count: usize = 0;
    let square4 = f32x4.splat(0);
    for (let k: usize = 0; k < rowBytes; k += 16) {
      let q = f32x4.mul(v128.load(g + k), vinverse);
      if (aimed) q = f32x4.sub(q, v128.load(targets + k));
      if (v128.any_true(f32x4.gt(f32x4.abs(q), vthreshold))) {
        const weighted = f32x4.mul(q, vweight);
        v128.store(g + (count << 4), weighted);
        square4 = f32x4.add(square4, f32x4.mul(weighted, weighted));
        store<u32>(active + (count << 2), <u32>k);
        count++;
      }
    }
    store<u32>(activeCountsAt(p) + (d << 2), <u32>count);
    store<f32>(squaresAt(p) + (d << 2), sumLanes(square4));
  }
}

// The intercept, visited by every document and free of the penalty, has a step size for each code:
//   square[k] += g_k²,   b[k] −= interceptStep / √square[k] · g_k,
// for the codes of blocks first … last-1 (in bytes); blocks are listed in ascending order.
export function updateIntercept(p: usize, documentCount: i32, first: usize, last: usize): void {
  const stride = strideOf(p);
  const squares = interceptStateAt(p);
  const intercept = interceptAt(p);
  const negativeStep = f32x4.splat(-interceptStep);
  const tiny = f32x4.splat(1e-30);
  for (let d: usize = 0; d < <usize>documentCount; d++) {
    const g = scoresAt(p) + d * (stride << 2);
    const active = activeAt(p) + d * stride;
    const count = <usize>load<u32>(activeCountsAt(p) + (d << 2));
    for (let a: usize = 0; a < count; a++) {
      const k = <usize>load<u32>(active + (a << 2));
      if (k < first) continue;
      if (k >= last) break;
      const gradient = v128.load(g + (a << 4));
      const total = f32x4.add(v128.load(squares + k), f32x4.mul(gradient, gradient));
      v128.store(squares + k, total);
      const rate = f32x4.div(f32x4.mul(negativeStep, gradient), f32x4.sqrt(f32x4.add(total, tiny)));
      v128.store(intercept + k, f32x4.add(v128.load(intercept + k), rate));
    }
  }
}

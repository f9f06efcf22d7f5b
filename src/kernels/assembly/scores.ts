// Scores of documents: sums of weight rows.

// @ts-nocheck: AssemblyScript, not TypeScript

import { plus } from './lanes';
import { blankAt, idsAt, interceptAt, offsetsAt, scoresAt, stateAt, strideOf, valuesAt, weightsAt } from './table';
import { pendingScale, pendingScales, readableRow, STATE_SHIFT } from './weight-rows';

// The values of four entries, with `lazy` times the scales of their rows.
@inline
function scaledValues(value: usize, id: usize, state: usize, lazy: bool): v128 {
  const x = v128.load(value);
  return lazy ? f32x4.mul(x, pendingScales(state, <usize>load<u32>(id), <usize>load<u32>(id, 4), <usize>load<u32>(id, 8), <usize>load<u32>(id, 12))) : x;
}

// out[k] = start[k] + Σ_e x_e · scale_e · W[id_e][k], entries in order, eight or four at a time so that each output is loaded once for
// them. Where there is no start (0) the sums go on from what stands in `out`, as a slice before this one left it.
// `lazy`: rows of a fast fit under way, some behind with their penalty, some not there yet.
@inline
export function addRows(p: usize, weights: usize, begin: usize, end: usize, start: usize, out: usize, lazy: bool): void {
  const rowBytes = strideOf(p) << 2;
  const state = stateAt(p);
  const blank = lazy ? blankAt(p) : 0;
  let id = idsAt(p) + (begin << 2);
  let value = valuesAt(p) + (begin << 2);
  const last = idsAt(p) + (end << 2);
  let from = start == 0 ? out : start;
  for (; id + 32 <= last; id += 32, value += 32) {
    const xa = scaledValues(value, id, state, lazy);
    const xb = scaledValues(value + 16, id + 16, state, lazy);
    const w0 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 0));
    const w1 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 4));
    const w2 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 8));
    const w3 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 12));
    const w4 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 16));
    const w5 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 20));
    const w6 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 24));
    const w7 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 28));
    const v0 = f32x4.splat(f32x4.extract_lane(xa, 0));
    const v1 = f32x4.splat(f32x4.extract_lane(xa, 1));
    const v2 = f32x4.splat(f32x4.extract_lane(xa, 2));
    const v3 = f32x4.splat(f32x4.extract_lane(xa, 3));
    const v4 = f32x4.splat(f32x4.extract_lane(xb, 0));
    const v5 = f32x4.splat(f32x4.extract_lane(xb, 1));
    const v6 = f32x4.splat(f32x4.extract_lane(xb, 2));
    const v7 = f32x4.splat(f32x4.extract_lane(xb, 3));
    for (let k: usize = 0; k < rowBytes; k += 16) {
      let sum = plus(v128.load(from + k), v0, v128.load(w0 + k));
      sum = plus(sum, v1, v128.load(w1 + k));
      sum = plus(sum, v2, v128.load(w2 + k));
      sum = plus(sum, v3, v128.load(w3 + k));
      sum = plus(sum, v4, v128.load(w4 + k));
      sum = plus(sum, v5, v128.load(w5 + k));
      sum = plus(sum, v6, v128.load(w6 + k));
      v128.store(out + k, plus(sum, v7, v128.load(w7 + k)));
    }
    from = out;
  }
  for (; id + 16 <= last; id += 16, value += 16) {
    const x = scaledValues(value, id, state, lazy);
    const w0 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 0));
    const w1 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 4));
    const w2 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 8));
    const w3 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 12));
    const v0 = f32x4.splat(f32x4.extract_lane(x, 0));
    const v1 = f32x4.splat(f32x4.extract_lane(x, 1));
    const v2 = f32x4.splat(f32x4.extract_lane(x, 2));
    const v3 = f32x4.splat(f32x4.extract_lane(x, 3));
    for (let k: usize = 0; k < rowBytes; k += 16) {
      let sum = plus(v128.load(from + k), v0, v128.load(w0 + k));
      sum = plus(sum, v1, v128.load(w1 + k));
      sum = plus(sum, v2, v128.load(w2 + k));
      v128.store(out + k, plus(sum, v3, v128.load(w3 + k)));
    }
    from = out;
  }
  for (; id < last; id += 4, value += 4) {
    const row = <usize>load<u32>(id);
    const w = readableRow(weights, rowBytes, state, blank, row);
    const v = f32x4.splat(lazy ? load<f32>(value) * pendingScale(state + (row << STATE_SHIFT)) : load<f32>(value));
    for (let k: usize = 0; k < rowBytes; k += 16) v128.store(out + k, plus(v128.load(from + k), v, v128.load(w + k)));
    from = out;
  }
  if (from != out) memory.copy(out, from, rowBytes);
}

// scores[d] = b + Σ_j x_j W[j] for documents first … last-1 of the batch.
export function scoreDocuments(p: usize, first: i32, last: i32, lazy: bool): void {
  const rowBytes = strideOf(p) << 2;
  const offsets = offsetsAt(p);
  for (let d = <usize>first; d < <usize>last; d++) {
    const out = scoresAt(p) + d * rowBytes;
    addRows(p, weightsAt(p), <usize>load<u32>(offsets + (d << 2)), <usize>load<u32>(offsets + (d << 2), 4), interceptAt(p), out, lazy);
  }
}

// Scores of documents: sums of weight rows.

// @ts-nocheck: AssemblyScript, not TypeScript

import { plus } from './lanes';
import { idsAt, interceptAt, hasBlanks, offsetsAt, scoresAt, stateAt, strideOf, termsAt, valuesAt, weightsAt } from './table';
import { pendingScale, pendingScales, stateOf } from './weight-rows';

// A term of a score is 8 bytes: the address of a weight row (u32) and its factor (f32).
const TERM: usize = 8;

// Notes a term of a group with a factor of 0 in it, and returns where the next one goes: in its place if the factor is 0.
@inline
function noteTerm(term: usize, row: usize, factor: f32): usize {
  store<u32>(term, <u32>row);
  store<f32>(term, factor, 4);
  return term + (<usize>(factor != 0) << 3);
}

// The terms of entries begin … end-1 of the batch in their order, those with the factor 0 left out: they change no sum. A factor is
// x, or with `lazy` x · scale: the rows are those of a fast fit under way, some behind with their penalty, some not there yet.
// Returns where the terms end.
@inline
function gatherTerms(p: usize, weights: usize, begin: usize, end: usize, lazy: bool): usize {
  const rowBytes = strideOf(p) << 2;
  const state = stateAt(p);
  const unmoved: f32 = hasBlanks(p) ? 0 : 1;
  let term = termsAt(p) + begin * TERM;
  let id = idsAt(p) + (begin << 2);
  let value = valuesAt(p) + (begin << 2);
  const last = idsAt(p) + (end << 2);
  for (; id + 16 <= last; id += 16, value += 16) {
    const id0 = <usize>load<u32>(id);
    const id1 = <usize>load<u32>(id, 4);
    const id2 = <usize>load<u32>(id, 8);
    const id3 = <usize>load<u32>(id, 12);
    let x = v128.load(value);
    if (lazy) x = f32x4.mul(x, pendingScales(stateOf(state, id0), stateOf(state, id1), stateOf(state, id2), stateOf(state, id3), unmoved));
    if (v128.any_true(f32x4.eq(x, f32x4.splat(0)))) {
      term = noteTerm(term, weights + id0 * rowBytes, f32x4.extract_lane(x, 0));
      term = noteTerm(term, weights + id1 * rowBytes, f32x4.extract_lane(x, 1));
      term = noteTerm(term, weights + id2 * rowBytes, f32x4.extract_lane(x, 2));
      term = noteTerm(term, weights + id3 * rowBytes, f32x4.extract_lane(x, 3));
      continue;
    }
    const rows = i32x4.add(i32x4.mul(v128.load(id), i32x4.splat(<i32>rowBytes)), i32x4.splat(<i32>weights));
    v128.store(term, v128.shuffle<u32>(rows, x, 0, 4, 1, 5));
    v128.store(term, v128.shuffle<u32>(rows, x, 2, 6, 3, 7), 16);
    term += 4 * TERM;
  }
  for (; id < last; id += 4, value += 4) {
    const row = <usize>load<u32>(id);
    const x = load<f32>(value);
    term = noteTerm(term, weights + row * rowBytes, lazy ? x * pendingScale(stateOf(state, row), unmoved) : x);
  }
  return term;
}

@inline
function rowOf(term: usize): usize {
  return <usize>load<u32>(term);
}

@inline
function factorOf(term: usize): v128 {
  return v128.load32_splat(term, 4);
}

// Rows of at most so many bytes are summed 32 codes at a time. Of longer ones that would touch too many pages of memory.
const NARROW: usize = 256;

// What addRows does, for the terms begin … last-1: 32 codes at a time, whose sums stay in registers while all rows pass.
@inline
function addNarrow(begin: usize, last: usize, from: usize, out: usize, rowBytes: usize): void {
  let k: usize = 0;
  for (; k + 128 <= rowBytes; k += 128) {
    let s0 = v128.load(from + k);
    let s1 = v128.load(from + k, 16);
    let s2 = v128.load(from + k, 32);
    let s3 = v128.load(from + k, 48);
    let s4 = v128.load(from + k, 64);
    let s5 = v128.load(from + k, 80);
    let s6 = v128.load(from + k, 96);
    let s7 = v128.load(from + k, 112);
    for (let term = begin; term < last; term += TERM) {
      const w = rowOf(term) + k;
      const x = factorOf(term);
      s0 = plus(s0, x, v128.load(w));
      s1 = plus(s1, x, v128.load(w, 16));
      s2 = plus(s2, x, v128.load(w, 32));
      s3 = plus(s3, x, v128.load(w, 48));
      s4 = plus(s4, x, v128.load(w, 64));
      s5 = plus(s5, x, v128.load(w, 80));
      s6 = plus(s6, x, v128.load(w, 96));
      s7 = plus(s7, x, v128.load(w, 112));
    }
    v128.store(out + k, s0);
    v128.store(out + k, s1, 16);
    v128.store(out + k, s2, 32);
    v128.store(out + k, s3, 48);
    v128.store(out + k, s4, 64);
    v128.store(out + k, s5, 80);
    v128.store(out + k, s6, 96);
    v128.store(out + k, s7, 112);
  }
  for (; k < rowBytes; k += 16) {
    let sum = v128.load(from + k);
    for (let term = begin; term < last; term += TERM) sum = plus(sum, factorOf(term), v128.load(rowOf(term) + k));
    v128.store(out + k, sum);
  }
}

// out[k] = start[k] + Σ_e x_e · scale_e · W[id_e][k], entries in order, eight or four at a time so that each output is loaded once for
// them. Where there is no start (0) the sums go on from what stands in `out`, as a slice before this one left it.
@inline
export function addRows(p: usize, weights: usize, begin: usize, end: usize, start: usize, out: usize, lazy: bool): void {
  const rowBytes = strideOf(p) << 2;
  const last = gatherTerms(p, weights, begin, end, lazy);
  let term = termsAt(p) + begin * TERM;
  let from = start == 0 ? out : start;
  if (rowBytes <= NARROW) {
    addNarrow(term, last, from, out, rowBytes);
    return;
  }
  for (; term + 8 * TERM <= last; term += 8 * TERM) {
    const w0 = rowOf(term);
    const w1 = rowOf(term + TERM);
    const w2 = rowOf(term + 2 * TERM);
    const w3 = rowOf(term + 3 * TERM);
    const w4 = rowOf(term + 4 * TERM);
    const w5 = rowOf(term + 5 * TERM);
    const w6 = rowOf(term + 6 * TERM);
    const w7 = rowOf(term + 7 * TERM);
    const x0 = factorOf(term);
    const x1 = factorOf(term + TERM);
    const x2 = factorOf(term + 2 * TERM);
    const x3 = factorOf(term + 3 * TERM);
    const x4 = factorOf(term + 4 * TERM);
    const x5 = factorOf(term + 5 * TERM);
    const x6 = factorOf(term + 6 * TERM);
    const x7 = factorOf(term + 7 * TERM);
    for (let k: usize = 0; k < rowBytes; k += 16) {
      let sum = plus(v128.load(from + k), x0, v128.load(w0 + k));
      sum = plus(sum, x1, v128.load(w1 + k));
      sum = plus(sum, x2, v128.load(w2 + k));
      sum = plus(sum, x3, v128.load(w3 + k));
      sum = plus(sum, x4, v128.load(w4 + k));
      sum = plus(sum, x5, v128.load(w5 + k));
      sum = plus(sum, x6, v128.load(w6 + k));
      v128.store(out + k, plus(sum, x7, v128.load(w7 + k)));
    }
    from = out;
  }
  for (; term + 4 * TERM <= last; term += 4 * TERM) {
    const w0 = rowOf(term);
    const w1 = rowOf(term + TERM);
    const w2 = rowOf(term + 2 * TERM);
    const w3 = rowOf(term + 3 * TERM);
    const x0 = factorOf(term);
    const x1 = factorOf(term + TERM);
    const x2 = factorOf(term + 2 * TERM);
    const x3 = factorOf(term + 3 * TERM);
    for (let k: usize = 0; k < rowBytes; k += 16) {
      let sum = plus(v128.load(from + k), x0, v128.load(w0 + k));
      sum = plus(sum, x1, v128.load(w1 + k));
      sum = plus(sum, x2, v128.load(w2 + k));
      v128.store(out + k, plus(sum, x3, v128.load(w3 + k)));
    }
    from = out;
  }
  for (; term < last; term += TERM) {
    const w = rowOf(term);
    const x = factorOf(term);
    for (let k: usize = 0; k < rowBytes; k += 16) v128.store(out + k, plus(v128.load(from + k), x, v128.load(w + k)));
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

// A weight row of a fast fit: its step size, its scale and what it owes to the penalty.

// @ts-nocheck: AssemblyScript, not TypeScript

import { clock, l1, l2, step } from './solver';
import { idsAt, offsetsAt, stateAt, strideOf, weightsAt } from './table';

// Step size of a weight row with Σ x² ‖g‖² = square so far: AdaGrad's step / √square, which turns into 1 / (l2 · documents),
// the rate of a strongly convex objective, once the penalty outweighs it.
@inline
export function rateOf(square: f32): f32 {
  return step / (sqrt<f32>(square) + step * l2 * <f32>clock);
}

// A weight row is scale · what memory holds, so that the ridge costs a visited row one number instead of a write to every code
// (Bottou 2012, Stochastic Gradient Descent Tricks). Its state is 16 bytes: Σ x² ‖g‖² so far (f32), the clock at its last visit
// (u32), the scale (f32), and four bytes that nobody reads.
const STATE_SHIFT: usize = 4;
export const LAST: usize = 4;
export const SCALE: usize = 8;

// The state of a weight row, in the states at `states`.
@inline
export function stateOf(states: usize, id: usize): usize {
  return states + (id << STATE_SHIFT);
}

// A scale below it is folded into the row, long before numbers grow too large.
export const LEAST_SCALE: f32 = 1e-6;

// The scale of a weight row with what it still owes to the penalty: the ridge step of all documents since its last visit at once,
// scale / (1 + rate·l2·documents), the closed form of the proximal step. A row that no document moved yet has the scale `unmoved`.
@inline
export function pendingScale(row: usize, unmoved: f32): f32 {
  const square = load<f32>(row);
  return square == 0 ? unmoved : load<f32>(row, SCALE) / (<f32>1 + rateOf(square) * l2 * <f32>(clock - load<u32>(row, LAST)));
}

// The same of four weight rows.
@inline
export function pendingScales(row0: usize, row1: usize, row2: usize, row3: usize, unmoved: f32): v128 {
  const state0 = v128.load(row0);
  const state1 = v128.load(row1);
  const state2 = v128.load(row2);
  const state3 = v128.load(row3);
  const low01 = v128.shuffle<u32>(state0, state1, 0, 4, 1, 5);
  const low23 = v128.shuffle<u32>(state2, state3, 0, 4, 1, 5);
  const squares = v128.shuffle<u32>(low01, low23, 0, 1, 4, 5);
  const lasts = v128.shuffle<u32>(low01, low23, 2, 3, 6, 7);
  const scales = v128.shuffle<u32>(v128.shuffle<u32>(state0, state1, 2, 6, 3, 7), v128.shuffle<u32>(state2, state3, 2, 6, 3, 7), 0, 1, 4, 5);
  const elapsed = f32x4.convert_i32x4_u(i32x4.sub(i32x4.splat(clock), lasts));
  const rates = f32x4.div(f32x4.splat(step), f32x4.add(f32x4.sqrt(squares), f32x4.splat(step * l2 * <f32>clock)));
  const one = f32x4.splat(1);
  const pending = f32x4.div(scales, f32x4.add(one, f32x4.mul(f32x4.mul(rates, f32x4.splat(l2)), elapsed)));
  return v128.bitselect(f32x4.splat(unmoved), pending, f32x4.eq(squares, f32x4.splat(0)));
}

// Writes the states of four weight rows that the batch visits.
@inline
export function storeStates(row0: usize, row1: usize, row2: usize, row3: usize, squares: v128, scales: v128): void {
  const now = i32x4.splat(clock);
  const low01 = v128.shuffle<u32>(squares, now, 0, 4, 1, 5);
  const low23 = v128.shuffle<u32>(squares, now, 2, 6, 3, 7);
  const high01 = v128.shuffle<u32>(scales, scales, 0, 0, 1, 1);
  const high23 = v128.shuffle<u32>(scales, scales, 2, 2, 3, 3);
  v128.store(row0, v128.shuffle<u32>(low01, high01, 0, 1, 4, 5));
  v128.store(row1, v128.shuffle<u32>(low01, high01, 2, 3, 6, 7));
  v128.store(row2, v128.shuffle<u32>(low23, high23, 0, 1, 4, 5));
  v128.store(row3, v128.shuffle<u32>(low23, high23, 2, 3, 6, 7));
}

// Brings the penalty of a weight row up to date and its scale to 1, and notes the time.
@inline
function settleRow(w: usize, row: usize, rowBytes: usize): void {
  const square = load<f32>(row);
  const elapsed = <f32>(clock - load<u32>(row, LAST));
  const scale = pendingScale(row, 1);
  store<u32>(row, clock, LAST);
  if (square == 0) return;
  store<f32>(row, 1, SCALE);
  if (scale == 1 && (l1 == 0 || elapsed == 0)) return;
  const factor = f32x4.splat(scale);
  if (l1 == 0) {
    for (let k: usize = 0; k < rowBytes; k += 16) v128.store(w + k, f32x4.mul(factor, v128.load(w + k)));
    return;
  }
  const shrink = f32x4.splat(rateOf(square) * l1 * elapsed);
  const zero = f32x4.splat(0);
  for (let k: usize = 0; k < rowBytes; k += 16) {
    const v = v128.load(w + k);
    const magnitude = f32x4.max(f32x4.sub(f32x4.abs(v), shrink), zero);
    const signed = v128.or(magnitude, v128.and(v, i32x4.splat(0x80000000)));
    v128.store(w + k, f32x4.mul(factor, signed));
  }
}

// Brings the penalty of a weight row that the batch moves up to date: the scale alone will do, unless there is l1 or it is tiny.
@inline
export function visitRow(w: usize, row: usize, rowBytes: usize): void {
  const scale = pendingScale(row, 1);
  if (l1 != 0 || scale < LEAST_SCALE) {
    settleRow(w, row, rowBytes);
    return;
  }
  store<u32>(row, clock, LAST);
  store<f32>(row, scale, SCALE);
}

// Starts the clock of a weight row that no document moved yet, and where such rows are blank the weight row itself.
@inline
export function openRow(w: usize, row: usize, rowBytes: usize, isBlank: bool): void {
  store<u32>(row, clock, LAST);
  store<f32>(row, 1, SCALE);
  if (isBlank) memory.fill(w, 0, rowBytes);
}

// Settles the rows of this worker that the batch visits, before it is scored. Needed with l1 only.
export function settleBatch(p: usize, documentCount: i32, worker: u32, workerCount: u32): void {
  const rowBytes = strideOf(p) << 2;
  const ids = idsAt(p);
  const end = <usize>load<u32>(offsetsAt(p) + (<usize>documentCount << 2));
  for (let e: usize = 0; e < end; e++) {
    const id = load<u32>(ids + (e << 2));
    if (id % workerCount != worker) continue;
    settleRow(weightsAt(p) + <usize>id * rowBytes, stateOf(stateAt(p), <usize>id), rowBytes);
  }
}

// Brings the penalty of rows first … last-1 up to date (end of a pass).
export function settleRows(p: usize, first: u32, last: u32): void {
  const rowBytes = strideOf(p) << 2;
  for (let id = <usize>first; id < <usize>last; id++) {
    settleRow(weightsAt(p) + id * rowBytes, stateOf(stateAt(p), id), rowBytes);
  }
}

// Zeroes those of rows first … last-1 that no document moved: what blank rows stand for.
export function clearRows(p: usize, first: u32, last: u32): void {
  const rowBytes = strideOf(p) << 2;
  for (let id = <usize>first; id < <usize>last; id++) {
    if (load<f32>(stateOf(stateAt(p), id)) == 0) memory.fill(weightsAt(p) + id * rowBytes, 0, rowBytes);
  }
}

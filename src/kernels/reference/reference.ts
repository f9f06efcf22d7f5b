import { log } from '../math.js';

/*
 * The hot loops of assembly/linear.ts in plain TypeScript: the same arithmetic, operation by operation and in the same order,
 * so that a test can compare the two to the bit. `f` rounds to f32; where it is missing the arithmetic is f64. Four lanes of a
 * vector are four neighbouring codes. Nothing else calls it.
 */

const f = Math.fround;

/** The numbers of one fit that the hot loops read and write; shapes as in linear-layout.ts, one entry a number. */
export interface ReferenceFit {
  readonly stride: number;
  /** Whether a weight row that no document moved yet counts as zero, whatever its numbers. */
  readonly blank: boolean;
  /** featureCount × stride; a row of W is its scale times this. Then the intercept. */
  readonly weights: Float32Array;
  readonly intercept: Float32Array;
  /** Σ x² ‖g‖² of each weight row so far, the clock at its last visit, and its scale: 1 from the first visit on, 0 before. */
  readonly rowSquare: Float32Array;
  readonly rowClock: Uint32Array;
  readonly rowScale: Float32Array;
  readonly interceptSquare: Float32Array;
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  readonly values: Float32Array;
  readonly labels: Int32Array;
  readonly documentWeights: Float32Array;
  /** Batch documents × stride. Of a gradient the active blocks, one behind the other from the document's first place on. */
  readonly scores: Float32Array;
  /** Active blocks of each document as their first code, stride / 4 places a document, and how many there are. */
  readonly active: Uint32Array;
  readonly activeCounts: Uint32Array;
  readonly squares: Float32Array;
  readonly losses: Float64Array;
}

/** Settings of the fast solver; all but the clock are rounded to f32 where they are used. */
export interface ReferenceSettings {
  readonly l2: number;
  readonly l1: number;
  readonly step: number;
  readonly interceptStep: number;
  readonly threshold: number;
  /** Documents met so far. */
  readonly clock: number;
  /** Label smoothing, its share ε and the part ε/K of each code, and what logit adjustment adds to each score; 0 for a code without rows. */
  readonly targets?: { readonly share: number; readonly parts: Float32Array; readonly shifts: Float32Array };
}

/** Scores of documents first … last-1; with `lazy` each row's scale as a factor of its entry, and blank rows as zero. */
export function scoreDocuments(fit: ReferenceFit, settings: ReferenceSettings, first: number, last: number, lazy: boolean): void {
  const { stride, scores, weights, values } = fit;
  for (let d = first; d < last; d++) {
    scores.set(fit.intercept.subarray(0, stride), d * stride);
    for (let e = fit.offsets[d]!; e < fit.offsets[d + 1]!; e++) {
      const id = fit.ids[e]!;
      const x = lazy ? f(values[e]! * pendingScale(fit, settings, id)) : values[e]!;
      const isBlank = lazy && fit.blank && fit.rowSquare[id] === 0;
      for (let k = 0; k < stride; k++) scores[d * stride + k] = f(scores[d * stride + k]! + (isBlank ? f(x * 0) : f(x * weights[id * stride + k]!)));
    }
  }
}

/** The scale of a row with the penalty that it owes: scale / (1 + rate · l2 · elapsed). */
function pendingScale(fit: ReferenceFit, settings: ReferenceSettings, id: number): number {
  const square = fit.rowSquare[id]!;
  if (square === 0) return 1;
  const rate = rateOf(settings, square);
  return f(fit.rowScale[id]! / f(1 + f(f(rate * f(settings.l2)) * elapsedOf(fit, settings, id))));
}

/** step / (√square + step · l2 · clock). */
function rateOf({ step, l2, clock }: ReferenceSettings, square: number): number {
  return f(f(step) / f(f(Math.sqrt(square)) + f(f(f(step) * f(l2)) * f(clock))));
}

function elapsedOf(fit: ReferenceFit, { clock }: ReferenceSettings, id: number): number {
  return f((clock - fit.rowClock[id]!) >>> 0);
}

/** Scores to weight · (p − t) in place, t = y or with label smoothing (1 − ε) y + ε/K, p of adjusted scores, in the blocks of four codes that pass the threshold; losses, active blocks, Σ of squares. */
export function gradientDocuments(fit: ReferenceFit, settings: ReferenceSettings, first: number, last: number): void {
  const { stride, labels, losses } = fit;
  const { targets } = settings;
  const kept = f(1 - f(targets?.share ?? 0));
  const threshold = f(settings.threshold);
  for (let d = first; d < last; d++) {
    const g = fit.scores.subarray(d * stride, (d + 1) * stride);
    const label = labels[d]!;
    if (targets !== undefined) for (let k = 0; k < stride; k++) g[k] = f(g[k]! + targets.shifts[k]!);
    const top = largest(g);
    const wanted = kept * g[label]! + (targets === undefined ? 0 : smoothedScore(g, targets.parts));
    const sum = exponentials(g, top, 1);
    losses[d] = log(sum) + (top - wanted);
    const inverse = f(1 / sum);
    g[label] = f(f(f(g[label]! * inverse) - kept) * sum);
    const square = [0, 0, 0, 0];
    let count = 0;
    for (let k = 0; k < stride; k += 4) {
      const q = [0, 1, 2, 3].map((lane) => f(f(g[k + lane]! * inverse) - (targets?.parts[k + lane] ?? 0)));
      if (!q.some((value) => Math.abs(value) > threshold)) continue;
      q.forEach((value, lane) => {
        const weighted = f(value * fit.documentWeights[d]!);
        g[4 * count + lane] = weighted;
        square[lane] = f(square[lane]! + f(weighted * weighted));
      });
      fit.active[(d * stride) / 4 + count++] = k;
    }
    fit.activeCounts[d] = count;
    fit.squares[d] = sumLanes(square);
  }
}

/** Σ_k u_k s_k: products in f32, sums in f64, two lanes of each block together. */
function smoothedScore(scores: Float32Array, parts: Float32Array): number {
  const sum = [0, 0];
  for (let k = 0; k < scores.length; k += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((lane) => f(parts[k + lane]! * scores[k + lane]!)) as [number, number, number, number];
    sum[0]! += a + c;
    sum[1]! += b + d;
  }
  return sum[0]! + sum[1]!;
}

/** The largest score. */
export function largest(scores: Float32Array): number {
  return scores.reduce((top, score) => Math.max(top, score), Number.NEGATIVE_INFINITY);
}

/** e^(beta (s − top)) in place; returns their sum, taken lane by lane. */
export function exponentials(scores: Float32Array, top: number, beta: number): number {
  const sum = [0, 0, 0, 0];
  for (let k = 0; k < scores.length; k++) {
    scores[k] = expOf(f(f(scores[k]! - top) * beta));
    sum[k % 4] = f(sum[k % 4]! + scores[k]!);
  }
  return sumLanes(sum);
}

/** The sum of four lanes, in pairs. */
export function sumLanes(lanes: readonly number[]): number {
  return f(f(lanes[0]! + lanes[1]!) + f(lanes[2]! + lanes[3]!));
}

/** log₂ e, as rounded to f32. */
const LOG2_E = f(1.442695021629);
const EXP_TERMS = [1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1].map(f);
const power = new Int32Array(1);
const powerOfTwo = new Float32Array(power.buffer);
/** Adding and taking away 1.5 · 2^23 rounds a small f32 to a whole number, ties to even. */
const ROUNDER = 12_582_912;

/** e^x in f32 for x ≤ 0: Cephes expf; 0 below -87. */
function expOf(x: number): number {
  if (x < -87) return 0;
  const n = f(f(f(x * LOG2_E) + ROUNDER) - ROUNDER);
  const r = f(f(x - f(n * f(0.693359375))) - f(n * f(-2.1219444e-4)));
  let y = f(1.98756915e-4);
  for (const term of EXP_TERMS) y = f(f(y * r) + term);
  y = f(f(f(r * r) * y) + f(r + 1));
  power[0] = (n + 127) << 23;
  return f(y * powerOfTwo[0]!);
}

/** ln Σ_k e^(beta · s_k) of documents first … last-1 into `out`. */
export function logSumDocuments(fit: ReferenceFit, first: number, last: number, beta: number, out: Float64Array): void {
  for (let d = first; d < last; d++) {
    const scores = fit.scores.slice(d * fit.stride, (d + 1) * fit.stride);
    const top = largest(scores);
    out[d] = log(exponentials(scores, top, f(beta))) + top * f(beta);
  }
}

/** Applies the batch to the weight rows of one worker, in document order. */
export function updateRows(fit: ReferenceFit, settings: ReferenceSettings, documentCount: number, worker: number, workerCount: number): void {
  const { stride, rowSquare, rowScale } = fit;
  for (let d = 0; d < documentCount; d++) {
    for (let e = fit.offsets[d]!; e < fit.offsets[d + 1]!; e++) {
      const id = fit.ids[e]!;
      if (id % workerCount !== worker) continue;
      visitRow(fit, settings, id);
      const x = fit.values[e]!;
      rowSquare[id] = f(rowSquare[id]! + f(f(x * x) * fit.squares[d]!));
      if (rowSquare[id]! > 0) addGradient(fit, d, id * stride, f(f(-rateOf(settings, rowSquare[id]!) * x) / rowScale[id]!));
    }
  }
}

/** Scales below it are folded into the row. */
const LEAST_SCALE = f(1e-6);

/** Brings the penalty of a row that the batch moves up to date, by its scale unless there is l1; opens one that no document moved yet. */
function visitRow(fit: ReferenceFit, settings: ReferenceSettings, id: number): void {
  const { weights, stride, rowSquare, rowClock, rowScale } = fit;
  const [begin, end] = [id * stride, (id + 1) * stride];
  if (rowSquare[id] === 0) {
    rowClock[id] = settings.clock;
    rowScale[id] = 1;
    if (fit.blank) weights.fill(0, begin, end);
    return;
  }
  if (settings.l1 !== 0 || pendingScale(fit, settings, id) < LEAST_SCALE) {
    settleRow(fit, settings, id);
    return;
  }
  rowScale[id] = pendingScale(fit, settings, id);
  rowClock[id] = settings.clock;
}

function addGradient({ weights, scores, stride, active, activeCounts }: ReferenceFit, d: number, at: number, c: number): void {
  for (let a = 0; a < activeCounts[d]!; a++) {
    const block = active[(d * stride) / 4 + a]!;
    for (let lane = 0; lane < 4; lane++) weights[at + block + lane] = f(weights[at + block + lane]! + f(c * scores[d * stride + 4 * a + lane]!));
  }
}

/** Settles the rows of one worker that the batch visits. */
export function settleBatch(fit: ReferenceFit, settings: ReferenceSettings, documentCount: number, worker: number, workerCount: number): void {
  for (let e = 0; e < fit.offsets[documentCount]!; e++) {
    const id = fit.ids[e]!;
    if (id % workerCount === worker) settleRow(fit, settings, id);
  }
}

/** Settles the rows first … last-1. */
export function settleRows(fit: ReferenceFit, settings: ReferenceSettings, first: number, last: number): void {
  for (let id = first; id < last; id++) settleRow(fit, settings, id);
}

/** Brings the penalty of a row up to date and its scale to 1: shrinks towards 0 by rate · l1 · elapsed, then by the ridge factor. */
function settleRow(fit: ReferenceFit, settings: ReferenceSettings, id: number): void {
  const { weights, stride, rowSquare, rowClock, rowScale } = fit;
  const elapsed = elapsedOf(fit, settings, id);
  const scale = pendingScale(fit, settings, id);
  rowClock[id] = settings.clock;
  if (rowSquare[id] === 0) return;
  rowScale[id] = 1;
  const shrink = f(f(rateOf(settings, rowSquare[id]!) * f(settings.l1)) * elapsed);
  for (let k = id * stride; k < (id + 1) * stride; k++) {
    const w = weights[k]!;
    const magnitude = Math.max(f(Math.abs(w) - shrink), 0);
    weights[k] = f(scale * (w < 0 || Object.is(w, -0) ? -magnitude : magnitude));
  }
}

/** Moves the intercept of codes first … last-1 by the batch, a step size for each code. */
export function updateIntercept(fit: ReferenceFit, settings: ReferenceSettings, documentCount: number, first: number, last: number): void {
  const { stride, intercept, interceptSquare } = fit;
  for (let d = 0; d < documentCount; d++) {
    for (let a = 0; a < fit.activeCounts[d]!; a++) {
      const block = fit.active[(d * stride) / 4 + a]!;
      if (block < first || block >= last) continue;
      for (let k = block; k < block + 4; k++) {
        const g = fit.scores[d * stride + 4 * a + (k - block)]!;
        interceptSquare[k] = f(interceptSquare[k]! + f(g * g));
        const root = f(Math.sqrt(f(interceptSquare[k]! + f(1e-30))));
        intercept[k] = f(intercept[k]! + f(f(-f(settings.interceptStep) * g) / root));
      }
    }
  }
}

/** Zeroes the blank ones of rows first … last-1. */
export function clearRows({ weights, stride, rowSquare }: ReferenceFit, first: number, last: number): void {
  for (let id = first; id < last; id++) if (rowSquare[id] === 0) weights.fill(0, id * stride, (id + 1) * stride);
}

/** Σ w² and Σ |w| over rows first … last-1, lane by lane in f64; blank rows count as zero. */
export function rowNorms({ weights, stride, blank, rowSquare }: ReferenceFit, first: number, last: number): [square: number, absolute: number] {
  const square = [0, 0, 0, 0];
  const absolute = [0, 0];
  for (let a = first * stride; a < last * stride; a += 4) {
    if (blank && rowSquare[Math.floor(a / stride)] === 0) continue;
    const w = weights.subarray(a, a + 4);
    for (let lane = 0; lane < 4; lane++) square[lane] = square[lane]! + w[lane]! * w[lane]!;
    for (let lane = 0; lane < 2; lane++) absolute[lane] = absolute[lane]! + (Math.abs(w[lane]!) + Math.abs(w[lane + 2]!));
  }
  return [square[0]! + square[2]! + (square[1]! + square[3]!), absolute[0]! + absolute[1]!];
}

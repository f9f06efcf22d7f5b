import { loadModule } from './load-module.js';

interface MathExports {
  readonly memory: WebAssembly.Memory;
  freeMemory(): number;
  sumPowers(scores: number, count: number, top: number, temperature: number, leftOut: number, out: number): void;
  exp(x: number): number;
  log(x: number): number;
  pow(x: number, y: number): number;
}

const kernel = new WebAssembly.Instance(loadModule('math')).exports as unknown as MathExports;

/** e^x in f64, within 1 ulp; the same bits on every engine and machine, unlike `Math.exp`. */
export const exp: (x: number) => number = kernel.exp;

/** Natural logarithm in f64, within 1 ulp; -Infinity at 0, NaN below. */
export const log: (x: number) => number = kernel.log;

/** x^y in f64, within 1 ulp; the same bits on every engine and machine, unlike `Math.pow` and the power operator. */
export const pow: (x: number, y: number) => number = kernel.pow;

const PAGE_BYTES = 1 << 16;
/** Address of the sums, and behind them of the scores. */
const sumsAt = kernel.freeMemory();
const scoresAt = sumsAt + 32;
let sums = new Float64Array(kernel.memory.buffer, sumsAt, 3);
let room = new Float32Array(kernel.memory.buffer, scoresAt);

/**
 * Σ p_k of p_k = e^((z_k − top) / temperature) over scores z, and without the score at `leftOut` Σ p_k and Σ p_k²: f64, in order of k. A
 * view that is valid until the next call.
 */
export function sumPowers(scores: Float32Array, top: number, temperature: number, leftOut: number): Float64Array {
  if (scores.length > room.length) makeRoom(scores.length);
  room.set(scores);
  kernel.sumPowers(scoresAt, scores.length, top, temperature, leftOut, sumsAt);
  return sums;
}

function makeRoom(count: number): void {
  kernel.memory.grow(Math.ceil((4 * count) / PAGE_BYTES));
  sums = new Float64Array(kernel.memory.buffer, sumsAt, 3);
  room = new Float32Array(kernel.memory.buffer, scoresAt);
}

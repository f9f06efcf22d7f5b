import { loadModule } from './load-module.js';

interface MathExports {
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

import type { Cost, CostOf, MemoryPart, Turn } from './cost.js';
import type { MemoryLimits, RunScale, RunSizes, SearchShape } from './run-scale.js';

/** What a run is expected to take at most. */
export interface Forecast {
  /** Resident memory of the process tree. */
  readonly peakMemoryBytes: number;
  /** New bytes in the workspace: stored artifacts and the run folder. Space that is used on the way and given back is not in it. */
  readonly diskBytes: number;
  readonly seconds: number;
}

/** A forecast with what it was made of. */
export interface RunForecast extends Forecast {
  readonly parts: readonly MemoryPart[];
  /** What the run cannot do without, whatever is spilled or done one after the other. */
  readonly leastMemoryBytes: number;
  /** Seconds on the machine that the constants were measured on: what later runs are compared with. */
  readonly plainSeconds: number;
  readonly sizes: RunSizes;
}

/** An earlier run on this machine. */
export interface EarlierRun {
  readonly seconds: number;
  readonly plainSeconds: number;
}

/** What a forecast is made of. */
export interface ForecastInput {
  readonly sizes: RunSizes;
  readonly search: SearchShape;
  readonly limits: MemoryLimits;
  /** The promise of memory. */
  readonly memoryBytes: number;
  /** Stages whose work, or some of it, is not stored. */
  readonly stagesToRun: readonly string[];
  readonly earlier: readonly EarlierRun[];
}

/**
 * Asks everything what it takes in this run, and adds up. The peak is the sum of all parts without a turn and of the largest turn,
 * each part within its own limit (that of DuckDB, the share of the kernels): what is not given back to the system before a later
 * stage asks for more has no turn, so the peak may exceed the promise of memory. Parts stand in the order of `costs`.
 */
export function forecastRun(input: ForecastInput, costs: readonly CostOf[]): RunForecast {
  const told = ask(input, costs);
  const parts = told.flatMap(({ memory = [] }) => memory);
  const plainSeconds = sum(told.map(({ seconds = 0 }) => seconds));
  return {
    peakMemoryBytes: peakOf(parts),
    diskBytes: Math.ceil(sum(told.map(({ diskBytes = 0 }) => diskBytes))),
    seconds: plainSeconds * machineFactor(input.earlier),
    parts,
    leastMemoryBytes: sum(parts.filter(({ needed }) => needed).map(({ byteCount }) => byteCount)),
    plainSeconds,
    sizes: input.sizes,
  };
}

function peakOf(parts: readonly MemoryPart[]): number {
  const inTurn = (wanted: Turn | undefined): number => sum(parts.filter(({ turn }) => turn === wanted).map(({ byteCount }) => byteCount));
  const turns = new Set(parts.flatMap(({ turn }) => turn ?? []));
  return inTurn(undefined) + Math.max(0, ...[...turns].map(inTurn));
}

/** Seconds of some of it on this machine, as the forecast of the whole run counts them. */
export function forecastSeconds(input: ForecastInput, costs: readonly CostOf[]): number {
  return sum(ask(input, costs).map(({ seconds = 0 }) => seconds)) * machineFactor(input.earlier);
}

function ask({ sizes, search, limits, stagesToRun }: ForecastInput, costs: readonly CostOf[]): readonly Cost[] {
  const run: RunScale = { sizes, search, limits, runs: (stage) => stagesToRun.includes(stage) };
  return costs.map((costOf) => costOf(run));
}

/** The middle of how earlier runs compared with their plain seconds: measured divided by plain; 1 without any. */
export function machineFactor(earlier: readonly EarlierRun[]): number {
  const factors = earlier.filter((run) => run.plainSeconds > 0).map((run) => run.seconds / run.plainSeconds);
  factors.sort((a, b) => a - b);
  return factors[factors.length >> 1] ?? 1;
}

/** How far a forecast was off: forecast divided by truth, so that 1.3 is 30 % above it. Null where the truth is 0. */
export function forecastRatios(forecast: Forecast, truth: Forecast): { readonly [K in keyof Forecast]: number | null } {
  const ratio = (expected: number, measured: number): number | null => (measured === 0 ? null : expected / measured);
  return {
    peakMemoryBytes: ratio(forecast.peakMemoryBytes, truth.peakMemoryBytes),
    diskBytes: ratio(forecast.diskBytes, truth.diskBytes),
    seconds: ratio(forecast.seconds, truth.seconds),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

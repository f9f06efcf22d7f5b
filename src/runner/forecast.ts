/** What a run is expected to take at most. */
export interface Forecast {
  /** Resident memory of the process tree. */
  readonly peakMemoryBytes: number;
  /** New bytes in the workspace. */
  readonly diskBytes: number;
  readonly seconds: number;
}

/** What a forecast knows: how much data there is and what was planned so far, before the first missing piece of work. */
export interface ForecastInput {
  readonly rowCount: number;
  readonly inputBytes: number;
  readonly stagesToRun: readonly string[];
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

interface Scores {
  readonly macroF1: number;
  readonly accuracy: number;
}
/** One run, or the means of several. CPU seconds of a whole run are null where some of its work was done before. */
interface Figures {
  readonly validation: Scores;
  readonly test: Scores;
  readonly cpuSeconds: number | null;
  readonly searchTrainCpuSeconds: number;
  readonly seconds: number;
  readonly peakRssMb: number;
}
interface Difference {
  readonly difference: number;
  readonly standardError: number;
}
export declare function meansOf(runs: readonly Figures[]): Figures & { readonly seeds: number };
export declare function meanDifference(pairs: readonly (Difference | null)[]): Difference | null;

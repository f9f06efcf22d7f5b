import type { Metrics } from '../figures/figures.js';
import type { Interval } from '../intervals/interval.js';

/** A figure over split seeds. */
interface SeedSpread {
  readonly mean: number;
  readonly deviation: number;
}

/** What the test rows are, and what a model gives to each: indexes into the codes of the data. */
export interface TestAnswers {
  readonly codeCount: number;
  readonly label: readonly number[];
  readonly group: readonly number[];
  readonly weight: readonly number[] | null;
  readonly given: readonly number[];
}

/** What a kind of model took. Null where work of it was found done, so that nothing was measured. */
export interface BaselineCosts {
  /** Of search and final fit, all threads together. */
  readonly fitCpuSeconds: number | null;
  /** Most resident memory of the process that ran this kind alone. */
  readonly peakRssMb: number | null;
  readonly textsPerCpuSecond: number | null;
  readonly bundleBytes: number;
}

/** One kind of model on one set: its best trial by validation, judged on the test rows. */
export interface Baseline {
  readonly estimator: string;
  readonly run: string;
  readonly splitDigest: string;
  readonly modelDigest: string;
  /** The settings of the trial that validation chose, and how many were tried. */
  readonly chosen: string;
  readonly trialCount: number;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The metric of the search on the validation rows. */
  readonly validation: number;
  readonly metrics: Metrics;
  readonly intervals: Readonly<Record<string, Interval | undefined>>;
  /** Of accuracy and macro F1 over split seeds; null unless `evaluate.repeats` asks for it. */
  readonly repeats: { readonly seeds: readonly number[]; readonly figures: Readonly<Record<'accuracy' | 'macroF1', SeedSpread>> } | null;
  readonly costs: BaselineCosts;
  readonly answers: TestAnswers;
}

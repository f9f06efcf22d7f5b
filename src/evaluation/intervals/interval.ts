/** An interval of a figure. `estimand` says of what, `unit` what was resampled; see `figureIntervals`. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly estimand: string;
  readonly unit: 'group';
}

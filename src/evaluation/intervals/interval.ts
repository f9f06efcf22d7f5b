/**
 * The rows that a figure is for: such as are judged, with as many of each code; or such as come in, of which the data is a sample and
 * the judged rows are weighted to be one.
 */
export type RowsMeant = 'at the given supports' | 'for rows as they come';

/** An interval of a figure. `estimand` says of what, `unit` what was resampled; see `figureIntervals`. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly estimand: string;
  readonly unit: 'group';
}

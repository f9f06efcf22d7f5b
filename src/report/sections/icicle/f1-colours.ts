import type { Bounds } from '../../../evaluation/codes/code-intervals.js';

/** What a range of F1 is called, from the lowest up; colour `RANGES[i]` stands for the i-th. */
export const F1_RANGES = ['below 0.5', '0.5 to 0.7', '0.7 to 0.85', 'from 0.85'] as const;
const STARTS = [0.5, 0.7, 0.85];

/** The range that an F1 lies in, counted from the lowest. */
export function placeOf(f1: number): number {
  return STARTS.filter((start) => f1 >= start).length;
}

/** How strong the colour is of a code whose F1 is known so well. */
export interface Certainty {
  readonly name: string;
  /** The widest 95 % interval. */
  readonly width: number;
  readonly opacity: number;
}

/** From the surest on. */
export const CERTAINTIES: readonly Certainty[] = [
  { name: 'up to 0.25 wide', width: 0.25, opacity: 1 },
  { name: 'up to 0.5', width: 0.5, opacity: 0.55 },
  { name: 'wider', width: Number.POSITIVE_INFINITY, opacity: 0.22 },
];

/** By the width of the interval; least of all where there is none. */
export function certaintyOf(bounds: Bounds | null): Certainty {
  const width = bounds === null ? Number.POSITIVE_INFINITY : bounds[1] - bounds[0];
  return CERTAINTIES.find((certainty) => width <= certainty.width) as Certainty;
}

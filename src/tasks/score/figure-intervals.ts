import type { FigureIntervals } from '../../evaluation/intervals/intervals.js';
import { drawIntervals, type IntervalsRequest } from '../../evaluation/intervals/intervals-request.js';

/** The intervals of one set of rows, drawn by a worker. */
export default function figureIntervals(request: IntervalsRequest): FigureIntervals {
  return drawIntervals(request);
}

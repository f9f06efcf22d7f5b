import type { TaskMapper } from '../../engine/task-engine.js';
import type { FigureIntervals } from '../../evaluation/intervals/intervals.js';
import type { IntervalsOf } from '../../evaluation/intervals/intervals-request.js';
import type { Tasks } from '../../tasks/task-table.js';

/** Leaves the drawing of intervals to workers, a set of rows each. */
export function intervalsByWorkers(tasks: TaskMapper<Tasks>, signal: AbortSignal): IntervalsOf {
  return async (request) => (await tasks.map('figure-intervals', [request], { signal }))[0] as FigureIntervals;
}

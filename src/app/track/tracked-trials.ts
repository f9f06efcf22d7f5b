import type { Trials } from '../../artifacts/trials.js';
import { passesTable } from '../../model/passes-table.js';
import { trialsTable } from '../../stages/search/trial-tables.js';
import type { TrackedMetric, TrackedTrial } from '../../tracking/tracker.js';
import { rowsOf, type TableRow } from './table-rows.js';

/** Columns of `trials.parquet` that only say which trial it is. */
const NAMES = new Set(['trial', 'chosen', 'label']);
/** Columns before this one say what was tried, those behind it what came of it. */
const FIRST_RESULT = 'status';

/** Columns of `passes.parquet` that only say which pass it is. */
const PASS_NAMES = new Set(['fit', 'fold', 'pass']);

/** Every trial by the rows of `trials.parquet` and `passes.parquet`: one metric a column, passes at their steps. */
export function trackedTrials(trials: readonly TableRow[], passes: readonly TableRow[], startMs: number): readonly TrackedTrial[] {
  return trials.map((row) => {
    const endMs = startMs + 1000 * Number(row.seconds);
    const entries = Object.entries(row).filter(([name, value]) => value !== null && !NAMES.has(name)) as [string, string | number][];
    const first = Object.keys(row).indexOf(FIRST_RESULT);
    const isResult = (name: string): boolean => Object.keys(row).indexOf(name) >= first;
    const results = entries.filter(([name, value]) => isResult(name) && typeof value === 'number') as [string, number][];
    return {
      trial: Number(row.trial),
      name: String(row.label),
      startMs,
      endMs,
      params: Object.fromEntries(entries.filter(([name]) => !isResult(name)).map(([name, value]) => [name, String(value)])),
      tags: { 'millrace.status': String(row.status), ...(row.chosen === 'true' ? { 'millrace.chosen': 'true' } : {}) },
      metrics: [
        ...passMetrics(
          passes.filter(({ fit }) => fit === String(row.trial)),
          startMs,
        ),
        ...results.map(([name, value]): TrackedMetric => ({ key: `trial.${name}`, value, step: 0, timeMs: endMs })),
      ],
    };
  });
}

/** A trial that has just ended, as the tables of its run will have it. */
export function trackedTrial(trial: Trials['trials'][number], metric: Trials['metric'], startMs: number): TrackedTrial {
  const rows = rowsOf(trialsTable({ kind: 'trials', metric, trials: [trial], chosen: -1 }));
  return trackedTrials(rows, rowsOf(passesTable([trial])), startMs)[0] as TrackedTrial;
}

/** The passes of one fit; its time runs from `startMs`, so that they are the same points whenever they are sent. */
export function passMetrics(passes: readonly TableRow[], startMs: number): readonly TrackedMetric[] {
  const seconds = new Map<string | number | null | undefined, number>();
  return passes.flatMap((row) => {
    const passed = (seconds.get(row.fold) ?? 0) + Number(row.seconds);
    seconds.set(row.fold, passed);
    const prefix = row.fold == null ? '' : `fold${row.fold}.`;
    return Object.entries(row)
      .filter(([name, value]) => typeof value === 'number' && !PASS_NAMES.has(name))
      .map(([name, value]) => ({ key: `${prefix}${name}`, value: Number(value), step: Number(row.pass), timeMs: startMs + 1000 * passed }));
  });
}

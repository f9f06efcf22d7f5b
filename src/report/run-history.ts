import type { BoundedFigure } from '../artifacts/evaluation.js';
import type { Json } from '../core/canonical-json.js';
import { type Figure, intervalOf } from '../evaluation/figures/figure.js';
import { FIGURES } from '../evaluation/figures/figures.js';
import { HEADLINES, type RecordedFigures, type RecordedMetrics } from './figure-text.js';
import type { ReportData } from './report-data.js';

/** A figure of the test rows with its interval, null where it was not recorded. */
export interface PastFigure extends BoundedFigure {
  readonly name: string;
}

/** What a run of the pipeline came to. */
export interface PastRun {
  readonly run: string;
  /** The version that it registered. */
  readonly model: string | null;
  /** The champion when it had ended; null without one. */
  readonly champion: string | null;
  /** Runs with equal ones have the same test rows. */
  readonly splitDigest: string | null;
  /** Those with a large card. */
  readonly figures: readonly PastFigure[];
}

/** The figures that any of some runs has, each once. */
export function namesOf(runs: readonly PastRun[]): readonly string[] {
  return [...new Set(runs.flatMap(({ figures }) => figures.map(({ name }) => name)))];
}

/** What people call a figure. */
export function labelOf(name: string): string {
  return FIGURES.find((figure) => figure.name === name)?.label ?? name;
}

/** What the results in the manifest of a run say; null where they have no figures, as of a run that ended early. */
export function pastRun(run: string, results: Readonly<Record<string, Json>>): PastRun | null {
  const recorded = (results.metrics as { readonly test?: RecordedMetrics & Partial<RecordedFigures> } | undefined)?.test;
  if (recorded === undefined) return null;
  const figures = headlineFigures({ metrics: recorded, intervals: recorded.intervals ?? {} });
  const [model, champion, splitDigest] = [results.model, results.champion, results.splitDigest].map((value) =>
    typeof value === 'string' ? value : null,
  ) as [string | null, string | null, string | null];
  return figures.length === 0 ? null : { run, model, champion, splitDigest, figures };
}

/** The same of the run that a page is of. */
export function ownRun({ run, evaluation, registration, split }: ReportData): PastRun {
  const name = (version: number): string => `${registration?.name}@${version}`;
  const champion = registration?.champion === true ? registration.version : (registration?.championVersion ?? null);
  return {
    run: run.id,
    model: registration === null ? null : name(registration.version),
    champion: champion === null ? null : name(champion),
    splitDigest: split.splitDigest,
    figures: headlineFigures(evaluation),
  };
}

function headlineFigures({ metrics, intervals }: RecordedFigures): readonly PastFigure[] {
  return HEADLINES.flatMap((figure) => {
    const value = (metrics as Readonly<Record<string, unknown>>)[figure.name];
    return typeof value === 'number' ? [{ name: figure.name, value, ...boundsOf(figure, { metrics, intervals }) }] : [];
  });
}

function boundsOf(figure: Figure, { metrics, intervals }: RecordedFigures): Pick<PastFigure, 'low' | 'high'> {
  const found = metrics.labelSet === undefined ? undefined : intervalOf(figure, metrics.labelSet, intervals);
  return { low: found?.low ?? null, high: found?.high ?? null };
}

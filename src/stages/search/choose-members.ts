import type { FitSettings } from '../../artifacts/fit.js';
import type { Trial, Trials } from '../../artifacts/trials.js';
import type { KindSettings } from '../../estimators/kind-settings.js';
import { kindOf } from '../../estimators/kinds.js';
import { chosenPass } from '../../ml/chosen-pass.js';
import { rankedBy, trialOrder } from './choose-trial.js';
import type { GridPoint } from './grid.js';
import { byPlace } from './halving.js';

/** Whether a point is made of other trials, which come first. */
export function isCombined({ settings }: GridPoint): boolean {
  return kindOf(settings).settings.combines !== undefined;
}

/** The most trials that a point is made of: 1 where all stand for themselves. */
export function mostMembers(points: readonly GridPoint[]): number {
  return points.reduce((most, { settings }) => Math.max(most, kindOf(settings).settings.combines?.count(settings) ?? 1), 1);
}

/**
 * The point with its members: the best trials of its feature variant that were fitted in full, the best of each kind before any second
 * one, each as its final fit would be made. Fewer than the point asks for where there are no more.
 */
export function withMembers<Point extends GridPoint>(point: Point, trials: readonly Trial[], metric: Trials['metric']): Point {
  const { combines } = kindOf(point.settings).settings;
  if (combines === undefined) return point;
  const order = trialOrder(trials.map(({ settings }) => settings));
  const ranked = trials
    .filter(({ variantIndex, halving }) => variantIndex === point.variantIndex && (halving?.droppedAt ?? null) === null)
    .map((trial) => ({ ...rankedBy(trial, metric), family: trial.settings.estimator }))
    .sort(order);
  const members = byPlace(ranked).slice(0, combines.count(point.settings));
  return { ...point, settings: combines.of(point.settings, members.map(finalSettings)) as FitSettings };
}

/** The same of a search that is still to be made, for its forecast: all that may be members. */
export function withCandidates<Point extends GridPoint>(point: Point, points: readonly GridPoint[]): Point {
  const { combines } = kindOf(point.settings).settings;
  if (combines === undefined) return point;
  const candidates = points.filter((other) => !isCombined(other)).map(({ settings }) => settings);
  return { ...point, settings: combines.of(point.settings, candidates) as FitSettings };
}

function finalSettings(trial: Trial): KindSettings {
  return kindOf(trial.settings).settings.final(trial.settings, { pass: trial.bestPass, ...chosenPass(trial) });
}

import type { FitSettings } from '../../artifacts/fit.js';
import { estimatorSections } from '../../config/estimator-sections.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import { crossAxes } from '../../estimators/cross-axes.js';
import type { Pace, Section } from '../../estimators/kind-settings.js';
import { kindNamed, kindOf } from '../../estimators/kinds.js';

/** A point of the grid: a feature variant and the settings of a fit. */
export interface GridPoint {
  readonly variantIndex: number;
  readonly settings: FitSettings;
}

/** A point as a pipeline file names it: a feature variant, and a kind with its options and one value an axis. */
export interface NamedPoint {
  readonly variantIndex: number;
  readonly section: Section;
  readonly point: Readonly<Record<string, unknown>>;
}

/** All points in grid order: kinds as listed, then feature variants, then the axes of the kind in its order. */
export function gridPoints(config: PipelineConfig, variantCount: number): readonly GridPoint[] {
  // Who runs a pipeline has put the settings of that run in its place.
  if (config.search.from !== undefined) throw new Error(`search.from: ${config.search.from} is still to be read`);
  return namedPoints(config, variantCount).map(({ variantIndex, section, point }) => ({
    variantIndex,
    settings: kindNamed(section.kind, 'search.estimators').settings.at(section, point, config.split.seed) as FitSettings,
  }));
}

/** The same points as the pipeline file names them. */
export function namedPoints(config: PipelineConfig, variantCount: number): readonly NamedPoint[] {
  return estimatorSections(config.search).flatMap((section) => {
    const kind = kindNamed(section.kind, 'search.estimators');
    // Every variant holds the same codes: a kind that reads these alone would be fitted to the same model again.
    const variants = Array.from({ length: kind.readsFeatures ? variantCount : Math.min(1, variantCount) }, (_, index) => index);
    const points = crossAxes(section, kind.settings.axisOrder);
    return variants.flatMap((variantIndex) => points.map((point) => ({ variantIndex, section, point })));
  });
}

/** How soon the fits of a point rise: those of other features at another speed. */
export function paceOf({ settings, variantIndex }: GridPoint): Pace {
  const pace = kindOf(settings).settings.pace(settings);
  return { ...pace, family: `${settings.estimator} ${variantIndex} ${pace.family}` };
}

/** Short readable settings, such as `l2=1e-5 classWeight=none`; with the name of the kind where there are several. */
export function describeSettings(settings: FitSettings, points: readonly GridPoint[]): string {
  const kind = kindOf(settings);
  const label = kind.settings.describe(settings);
  const isOne = points.every((point) => point.settings.estimator === kind.name);
  return isOne || label.startsWith(kind.name) ? label : `${kind.name} ${label}`;
}

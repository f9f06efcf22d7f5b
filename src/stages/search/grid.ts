import type { FitSettings } from '../../artifacts/fit.js';
import { estimatorSections } from '../../config/estimator-sections.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { Pace } from '../../estimators/kind-settings.js';
import { kindNamed, kindOf } from '../../estimators/kinds.js';
import { settingsOfSection } from '../../estimators/section-settings.js';

/** A point of the grid: a feature variant and the settings of a fit. */
export interface GridPoint {
  readonly variantIndex: number;
  readonly settings: FitSettings;
}

/** All points in grid order: kinds as listed, then feature variants, then the axes of the kind in its order. */
export function gridPoints(config: PipelineConfig, variantCount: number): readonly GridPoint[] {
  return estimatorSections(config.search).flatMap((section) => {
    const kind = kindNamed(section.kind, 'search.estimators');
    // Every variant holds the same codes: a kind that reads these alone would be fitted to the same model again.
    const variants = Array.from({ length: kind.readsFeatures ? variantCount : Math.min(1, variantCount) }, (_, index) => index);
    const settings = settingsOfSection(section, config.split.seed) as readonly FitSettings[];
    return variants.flatMap((variantIndex) => settings.map((own) => ({ variantIndex, settings: own })));
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

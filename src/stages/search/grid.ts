import type { FitSettings } from '../../artifacts/fit.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';

/** A point of the grid: a feature variant and the settings of a fit. */
export interface GridPoint {
  readonly variantIndex: number;
  readonly settings: FitSettings;
}

const DEFAULT_PASSES = { fast: 12, exact: 100 } as const;

/** All points in grid order: feature variants outermost, then rank, classWeight, l1, l2 as listed. */
export function gridPoints(config: PipelineConfig, variantCount: number): readonly GridPoint[] {
  const { search, split } = config;
  const { estimator, mode, patience, tolerance, grid } = search;
  const maxPasses = search.maxPasses ?? DEFAULT_PASSES[mode];
  const shared = { estimator, mode, maxPasses, patience, tolerance, seed: split.seed };
  const points: GridPoint[] = [];
  for (let variantIndex = 0; variantIndex < variantCount; variantIndex++) {
    for (const settings of settingsOf(grid)) points.push({ variantIndex, settings: { ...shared, ...settings } });
  }
  return estimator === 'majority' ? points.slice(0, 1) : points;
}

function settingsOf({ rank, classWeight, l1, l2 }: PipelineConfig['search']['grid']) {
  return rank.flatMap((bound) =>
    classWeight.flatMap((weight) =>
      l1.flatMap((lasso) => l2.map((ridge) => ({ l2: ridge, l1: lasso, rank: bound === 'full' ? null : bound, classWeight: weight }))),
    ),
  );
}

/** Short readable settings, such as `l2=1e-5 classWeight=none`. */
export function describeSettings({ l2, l1, rank, classWeight, estimator }: FitSettings): string {
  if (estimator === 'majority') return estimator;
  const weight = typeof classWeight === 'string' ? classWeight : `power(${classWeight.power})`;
  const parts = [`l2=${l2.toExponential()}`, `classWeight=${weight}`];
  if (l1 > 0) parts.splice(1, 0, `l1=${l1.toExponential()}`);
  if (rank !== null) parts.push(`rank=${rank}`);
  return parts.join(' ');
}

import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { SearchShape, SearchStep } from '../../forecast/run-scale.js';
import { type GridPoint, gridPoints } from './grid.js';
import { planRungs } from './halving.js';

/** How many fits the search makes, of which kinds, and in which steps. */
export function shapeOfSearch(config: PipelineConfig, variantCount: number): SearchShape {
  const { search, split } = config;
  const points = gridPoints(config, variantCount);
  const rungs = search.halving ? planRungs(points.length) : [];
  const counts = [
    ...rungs.map(({ trialCount, part }) => ({ count: trialCount, part })),
    { count: rungs.at(-1)?.keptCount ?? points.length, part: null },
  ];
  const names = [...new Set(points.map(({ settings }) => settings.estimator))];
  return {
    kinds: names.map((name) => {
      const own = points.filter(({ settings }) => settings.estimator === name);
      return { settings: own.map(({ settings }) => settings), steps: stepsOf(own, points.length, counts) };
    }),
    foldCount: search.validation === 'folds' ? (split.folds ?? 1) : 1,
    classWeightCount: new Set(points.map(({ settings }) => JSON.stringify(settings.classWeight))).size,
  };
}

/** The steps of one kind, which gets its share of what each step leaves of all points; variant by variant. */
function stepsOf(
  own: readonly GridPoint[],
  pointCount: number,
  counts: readonly { readonly count: number; readonly part: number | null }[],
): readonly SearchStep[] {
  const variantCount = new Set(own.map(({ variantIndex }) => variantIndex)).size;
  return counts.flatMap(({ count, part }) => {
    const left = Math.ceil((count * own.length) / pointCount);
    return Array.from({ length: Math.min(variantCount, left) }, () => ({ fits: Math.ceil(left / variantCount), part }));
  });
}

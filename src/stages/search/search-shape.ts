import type { PipelineConfig } from '../../config/pipeline-config.js';
import { isCrossFitted } from '../../config/sections/judgement/calibration.js';
import { curveSharesOf } from '../../config/sections/judgement/evaluate.js';
import type { SearchShape, SearchStep } from '../../forecast/run-scale.js';
import { isCombined, mostMembers, withCandidates } from './choose-members.js';
import { type GridPoint, gridPoints, paceOf } from './grid.js';
import { fullFitCount, planRungs, type Rung } from './halving.js';

/** How many fits the search makes, of which kinds, and in which steps. */
export function shapeOfSearch(config: PipelineConfig, variantCount: number): SearchShape {
  const { search, split, calibration, bundle } = config;
  const asked = gridPoints(config, variantCount);
  const points = asked.map((point) => withCandidates(point, asked));
  const rungs = search.halving ? planRungs(asked.filter((point) => !isCombined(point)).map(paceOf), mostMembers(asked)) : [];
  const steps = [...rungs.map(stepOf), { fits: fullFitCount(points.length, rungs), passes: null, from: rungs.at(-1)?.passes ?? 0, kept: 0 }];
  const curveShares = curveSharesOf(config.evaluate);
  const names = [...new Set(points.map(({ settings }) => settings.estimator))];
  return {
    kinds: names.map((name) => {
      const own = points.filter(({ settings }) => settings.estimator === name);
      return { settings: own.map(({ settings }) => settings), steps: stepsOf(own, points.length, steps) };
    }),
    foldCount: search.validation === 'folds' ? (split.folds ?? 1) : 1,
    ...(isCrossFitted(calibration) ? { isCrossFitted: true } : {}),
    ...(calibration.check === true ? { isPoolChecked: true } : {}),
    ...(calibration.heldOut === 'all' ? { isPoolHeldOut: true } : {}),
    ...(config.evaluate?.repeats === undefined ? {} : { seedCount: config.evaluate.repeats }),
    ...(curveShares.length === 0 ? {} : { curveShares }),
    numberType: bundle.weights,
    classWeightCount: new Set(points.map(({ settings }) => JSON.stringify(settings.classWeight))).size,
  };
}

/** Those that start slowly join later, and have nothing behind them. */
function stepOf({ trialCount, passes, keptCount }: Rung, index: number, rungs: readonly Rung[]): SearchStep {
  const before = rungs[index - 1];
  return { fits: trialCount, passes, from: before !== undefined && trialCount === before.keptCount ? before.passes : 0, kept: keptCount };
}

/** The steps of one kind, which gets its share of what each step leaves of all points; variant by variant. */
function stepsOf(own: readonly GridPoint[], pointCount: number, steps: readonly SearchStep[]): readonly SearchStep[] {
  const variantCount = new Set(own.map(({ variantIndex }) => variantIndex)).size;
  return steps.flatMap((step) => {
    const shareOf = (count: number): number => Math.ceil((count * own.length) / pointCount);
    const left = shareOf(step.fits);
    // Of several variants all that go on may be of one.
    const kept = Math.min(left, shareOf(step.kept));
    return Array.from({ length: Math.min(variantCount, left) }, () => ({ ...step, fits: Math.ceil(left / variantCount), kept }));
  });
}

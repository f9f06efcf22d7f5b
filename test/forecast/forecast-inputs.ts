import type { FitSettings } from '../../src/estimators/kinds.js';
import type { ForecastInput } from '../../src/forecast/forecast.js';
import type { RunSizes, VariantSizes } from '../../src/forecast/run-scale.js';

const GIB = 2 ** 30;
const ALL = ['source', 'prepare', 'split', 'features', 'search', 'train', 'calibrate', 'evaluate', 'bundle', 'compare', 'register'];

/** Fast fits of logistic regression, as a pipeline without settings has them. */
export const LINEAR: FitSettings = {
  estimator: 'logistic-regression',
  mode: 'fast',
  l2: 1e-5,
  l1: 0,
  rank: null,
  classWeight: 'none',
  maxPasses: 12,
  patience: 2,
  tolerance: 1e-3,
  seed: 1,
};
const EXACT: FitSettings = { ...LINEAR, mode: 'exact', maxPasses: 200 };
const LOW_RANK: FitSettings = { ...LINEAR, rank: 64 };
const MAJORITY = { estimator: 'majority', classWeight: 'none' } as FitSettings;

const FULL = { passes: null, from: 0, kept: 0 };
const HALVED = [
  { fits: 18, passes: 1, from: 0, kept: 6 },
  { fits: 6, passes: 3, from: 1, kept: 3 },
  { fits: 3, passes: 5, from: 3, kept: 2 },
  { fits: 2, passes: 7, from: 5, kept: 1 },
  { fits: 1, passes: null, from: 7, kept: 0 },
];

function sizesOf(rowCount: number, codeCount: number, featureCounts: readonly number[]): RunSizes {
  const variants: VariantSizes[] = featureCounts.map((featureCount, index) => ({
    featureCount,
    keyCount: Math.ceil(1.7 * featureCount),
    entryCount: Math.ceil((61.3 + index) * rowCount),
    countedCount: Math.ceil((97.1 + index) * rowCount),
  }));
  const [trainCount, validationCount, heldOutCount] = [Math.ceil(0.7 * rowCount), Math.ceil(0.1 * rowCount), Math.ceil(0.2 * rowCount)];
  return { isExact: true, rowCount, partitionCount: 12, inputBytes: 60 * rowCount, codeCount, trainCount, validationCount, heldOutCount, variants };
}

const SIZES = [sizesOf(400, 6, [120]), sizesOf(24_014, 337, [58_170]), sizesOf(101_003, 338, [50_897, 31_033]), sizesOf(3_000_001, 1500, [262_144])];

const SEARCHES: readonly ForecastInput['search'][] = [
  { kinds: [{ settings: [LINEAR], steps: HALVED }], foldCount: 1, classWeightCount: 3 },
  {
    kinds: [
      { settings: [EXACT, LINEAR, LOW_RANK], steps: [1, 2].map(() => ({ fits: 3, ...FULL })) },
      { settings: [MAJORITY], steps: [{ fits: 1, ...FULL }] },
    ],
    foldCount: 5,
    classWeightCount: 1,
  },
  { kinds: [{ settings: [MAJORITY], steps: [{ fits: 1, ...FULL }] }], foldCount: 1, classWeightCount: 1 },
];

const RUNS = [ALL, ALL.slice(5), ['source', 'calibrate', 'bundle', 'compare', 'register'], ['source', 'compare', 'register']];

const LIMITS = [
  { memoryBytes: 4 * GIB, limits: { workerCount: 2, tablesBytes: 0.9 * GIB, kernelBytes: 1.8 * GIB } },
  { memoryBytes: GIB, limits: { workerCount: 4, tablesBytes: 0.1 * GIB, kernelBytes: 0.3 * GIB } },
];

/** Runs of every size, search, set of stages and limit here. */
export const FORECAST_INPUTS: readonly ForecastInput[] = SIZES.flatMap((sizes) =>
  SEARCHES.flatMap((search) => RUNS.flatMap((stagesToRun) => LIMITS.map((limit) => ({ sizes, search, stagesToRun, ...limit, earlier: [] })))),
);

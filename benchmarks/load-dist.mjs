import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DIST } from './paths.mjs';

/** Where the parts of the pipeline that benchmarks call lie in compiled code. */
const FILES = {
  withServices: 'app/open-services.js',
  DuckDbEngine: 'engine/duckdb/duckdb-engine.js',
  pipelineConfig: 'config/pipeline-config.js',
  sourceStage: 'stages/source/index.js',
  prepareStage: 'stages/prepare/index.js',
  splitStage: 'stages/split/index.js',
  featuresStage: 'stages/features/index.js',
  searchStage: 'stages/search/index.js',
  rowsWithRole: 'artifacts/split.js',
  scoreRows: 'training/score-rows.js',
  codesOfRows: 'training/training-rows.js',
  openTrainingSet: 'training/training-rows.js',
  judgedRows: 'training/training-rows.js',
  fitModels: 'training/fit-models.js',
  codebookForFit: 'training/codebook-for-fit.js',
  kindNamed: 'estimators/kinds.js',
  writeModelFiles: 'estimators/model-files.js',
  loadModelFiles: 'estimators/model-files.js',
  countCodes: 'ml/code-counts.js',
  summarise: 'ml/code-counts.js',
  writeBundleParts: 'model/bundle/write-bundle.js',
  pairedDifference: 'evaluation/paired-difference.js',
  evaluate: 'evaluation/evaluate.js',
  drawIntervals: 'evaluation/intervals/intervals-request.js',
  nameExamples: 'evaluation/evaluate.js',
  metricsTable: 'stages/evaluate/metrics-table.js',
  comparedFigure: 'evaluation/figures/figures.js',
  chooseCalibrator: 'evaluation/calibration/choose-calibrator.js',
  planReview: 'evaluation/review/review-plan.js',
  checkScores: 'evaluation/calibration/score-check.js',
  gapOf: 'evaluation/calibration/score-check.js',
  Rng: 'core/rng.js',
  loadMatrixFile: 'artifacts/files/matrix-file.js',
  createMemory: 'kernels/linear-kernel.js',
  linearLayout: 'kernels/linear-kernel.js',
  openLinearKernel: 'kernels/linear-kernel.js',
  writeTable: 'kernels/linear-layout.js',
  BATCH_DOCUMENTS: 'kernels/linear-layout.js',
};

/** The real pieces by name, from `dist` or from a changed copy of it (see experiments/mini-batch.mjs). */
export async function loadDist(folder = DIST) {
  const entries = Object.entries(FILES).map(async ([name, file]) => {
    const module = await import(pathToFileURL(join(folder, file)).href);
    if (!(name in module)) throw new Error(`${join(folder, file)} exports no ${name}: benchmarks/load-dist.mjs is behind the source`);
    return [name, module[name]];
  });
  return Object.fromEntries(await Promise.all(entries));
}

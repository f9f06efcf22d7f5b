import type { Calibration, Evaluation } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import { readJsonArtifact, writeJsonArtifact } from '../../artifacts/files/json-artifact.js';
import { runFiles } from '../../artifacts/files/run-files.js';
import type { Fit } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import { type Split, TEST } from '../../artifacts/split.js';
import type { Json } from '../../core/canonical-json.js';
import { calibratorOf } from '../../evaluation/calibration/calibrator.js';
import { CONFIDENCE } from '../../evaluation/evaluate.js';
import { FIGURES, figuresWithCard, figureValue } from '../../evaluation/figures/figures.js';
import { rowsToJudge } from '../../evaluation/rows-to-judge.js';
import { piece } from '../../runner/flow/pieces.js';
import { stageOf } from '../../runner/flow/stage.js';
import type { Stage } from '../stage-context.js';
import { evaluateCost } from './cost.js';
import { evaluateRows } from './evaluate-rows.js';
import { metricsTable } from './metrics-table.js';
import { testDesign } from './test-design.js';

const VERSION = 7;

type Input = {
  readonly source: Source;
  readonly prepared: Prepared;
  readonly split: Split;
  readonly matrix: FeatureMatrix;
  readonly fit: Fit;
  readonly calibration: Calibration;
};

/** Judges the model on the test rows, which no choice has seen, and writes `metrics.parquet` into the run folder. */
export const evaluateStage: Stage<Input, Evaluation> = stageOf({
  name: 'evaluate',
  cost: evaluateCost,
  async *pieces({ source, prepared, split, matrix, fit, calibration }, context) {
    const fingerprint: Json = {
      version: VERSION,
      suite: 'test',
      // Which scores.
      model: fit.modelDigest,
      matrix: matrix.key,
      calibrator: calibratorOf(calibration) as unknown as Json,
      // Which rows with which codes, groups and weights.
      shards: prepared.shards.map((shard) => shard.key),
      split: split.splitDigest,
      // Which codes the model knows from how many groups.
      final: context.config.train.final,
      // Which of them are marked seen: texts and roles decide that, given that anything is marked at all.
      seenRowCount: split.details?.seenTestRowCount ?? 0,
      // The intervals: their draws are forked from the split's seed.
      seed: context.config.split.seed,
      confidence: CONFIDENCE,
      // Whether the test rows are a sample of the data, by code.
      design: { stratify: context.config.split.stratify, byTime: context.config.split.test !== null },
      // Levels and valid codes.
      codebook: source.codebookDigest,
      // Whether examples have ids, and codes their n-grams.
      examples: context.config.privacy.examples,
      // Which figures: one more is one that stored evaluations lack.
      figures: FIGURES.map(({ name }) => name),
    };
    const stored = yield* piece('evaluation', fingerprint, async (folder) => {
      const chosen = rowsToJudge(prepared, split, TEST, fit.model);
      const design = testDesign(chosen, prepared, split, context.config.split);
      const evaluation = await evaluateRows(
        { suite: 'test', chosen, prepared, fit, matrix, calibrator: calibration, split, codebook: source.codebook, design },
        context,
      );
      await writeJsonArtifact(folder, evaluation);
      const { metrics } = evaluation;
      return {
        rowCount: metrics.rowCount,
        ...Object.fromEntries(figuresWithCard(FIGURES, 'large').map((figure) => [figure.name, figureValue(metrics, figure)])),
      };
    });
    const evaluation = await readJsonArtifact(stored.folder, 'evaluation');
    warnOf(evaluation, (message) => context.emit({ type: 'warning', stage: 'evaluate', message }));
    await context.tables.writeTable(runFiles(context.runFolder).metrics, metricsTable([evaluation]));
    return evaluation;
  },
});

function warnOf({ metrics }: Evaluation, warn: (message: string) => void): void {
  if (metrics.rowCount === 0) warn('no test rows: every figure is 0 and says nothing');
  if (metrics.unknownCodeRowCount > 0) {
    warn(`${metrics.unknownCodeRowCount} test rows have a code without training rows: wrong in every figure, left out of the log loss`);
  }
}

import type { Codebook } from '../../artifacts/codebook.js';
import type { Evaluation } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Split } from '../../artifacts/split.js';
import type { Calibrator } from '../../evaluation/calibration/calibrator.js';
import type { Design } from '../../evaluation/design.js';
import { evaluate, nameExamples } from '../../evaluation/evaluate.js';
import { judgedRows } from '../../evaluation/judged-rows.js';
import type { RoleRows } from '../../evaluation/rows-to-judge.js';
import type { FitOutcome } from '../../ml/fit.js';
import { type ScoredFit, scoreRows } from '../../training/score-rows.js';
import type { StageContext } from '../stage-context.js';
import { exampleIds } from './example-ids.js';
import { importantNgrams } from './important-ngrams.js';
import { intervalsByWorkers } from './intervals-by-workers.js';
import { reportTestScores } from './report-test-scores.js';
import { tellingNgrams } from './telling-ngrams.js';

interface Work {
  readonly suite: string;
  readonly chosen: RoleRows;
  readonly prepared: Prepared;
  readonly fit: ScoredFit & Pick<FitOutcome, 'featureImportance'>;
  readonly matrix: FeatureMatrix;
  readonly calibrator: Calibrator;
  /** Its rows marked seen have their text or group in another role too. */
  readonly split: Split;
  readonly codebook: Codebook | null;
  readonly design: Design;
}

const TOP = 5;

/** Scores rows and computes every figure with its interval; again without the rows marked seen, when there are any. */
export async function evaluateRows(work: Work, context: StageContext): Promise<Evaluation> {
  const { suite, chosen, prepared, fit, matrix, calibrator, split, codebook, design } = work;
  const seen = split.details?.seen ?? null;
  const options = { topCount: Math.min(TOP, fit.model.codes.length), temperatures: [], sumTemperature: calibrator.temperature };
  const predictions = await scoreRows(context.training, fit, matrix, chosen.rows, chosen.modelLabel, options);
  const judged = judgedRows(chosen, predictions, calibrator, fit.model.codes, prepared.codes);
  const unseen = Array.from(chosen.rows.keys()).filter((i) => seen?.[chosen.rows[i]!] !== 1);
  const request = {
    suite,
    codes: prepared.codes,
    seed: context.config.split.seed,
    unseen: unseen.length === chosen.rows.length ? null : unseen,
    codebook,
    design,
  };
  const besides = async () => ({
    scores: reportTestScores(judged, { prepared, split, design }, context.config),
    telling: tellingNgrams(work, context),
    important: importantNgrams(work, context.config),
  });
  const intervalsOf = intervalsByWorkers(context.training.tasks, context.signal);
  const [figures, { scores, telling, important }] = await Promise.all([evaluate(judged, request, intervalsOf), besides()]);
  const idOf = await exampleIds(figures, chosen.rows, prepared, context);
  return {
    kind: 'evaluation',
    ...nameExamples(figures, idOf),
    scores,
    ...(telling === undefined ? {} : { telling }),
    ...(important === undefined ? {} : { important }),
  };
}

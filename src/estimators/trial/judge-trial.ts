import { sharedInt32 } from '../../core/shared-arrays.js';
import type { ScoreAnswers } from '../../ml/answers.js';
import { countCodes, type SummaryMetrics, summarise } from '../../ml/code-counts.js';
import { type FitRequest, validationScores } from '../../ml/fit.js';
import type { SharedRows } from '../../ml/labelled-rows.js';
import type { FitServices } from '../estimator.js';
import type { FittedModel } from '../model-format.js';
import type { ScoreShareInput } from './score-share.js';

/** What validation rows say of a fitted model; both null without such rows. */
export interface JudgedTrial {
  readonly validation: SummaryMetrics | null;
  readonly scores: ScoreAnswers | null;
}

/** The task of a kind that `judgeTrial` runs: `tasks: { ...JUDGE_TASKS }`. */
export const JUDGE_TASKS = { 'score-share': () => import('./score-share.js') };

/** Scores the validation rows of a request with the model of its fit, a share of them on each worker. */
export async function judgeTrial(
  request: FitRequest<unknown>,
  model: FittedModel,
  { workers, signal }: Pick<FitServices, 'workers' | 'signal'>,
): Promise<JudgedTrial> {
  const { validation } = request;
  const scores = validationScores(request);
  if (validation === null || scores === null) return { validation: null, scores: null };
  const { rows, classCount } = validation;
  await scoreOnAll(model, rows, scores, { workers, signal });
  const rowCount = rows.row.length;
  const given = sharedInt32(rowCount).map((_, row) => scores.top[row * scores.topCount] as number);
  return { validation: summarise(countCodes(rows.label, given, rows.weight, classCount)), scores };
}

/** Writes what is wanted of the scores of rows, a share of them on each worker. */
export async function scoreOnAll(
  model: FittedModel,
  rows: SharedRows,
  answers: ScoreAnswers,
  { workers, signal }: Pick<FitServices, 'workers' | 'signal'>,
): Promise<void> {
  const rowCount = rows.row.length;
  const edge = (worker: number): number => Math.floor((worker * rowCount) / workers.workerCount);
  const inputs = Array.from({ length: workers.workerCount }, (_, worker): ScoreShareInput => {
    return { model, rows, first: edge(worker), last: edge(worker + 1), answers };
  });
  await workers.map('score-share', inputs, signal);
}

import { LogSums } from '../../kernels/log-sums.js';
import type { ScoreAnswers } from '../../ml/answers.js';
import type { SharedRows } from '../../ml/labelled-rows.js';
import { answerRows } from '../answer-rows.js';
import type { WorkerTools } from '../estimator.js';
import { kindNamed } from '../kinds.js';
import { withLogits } from '../logits.js';
import type { FittedModel } from '../model-format.js';

/** The rows that one worker scores with a model: first … last-1. Answers go into shared arrays. */
export interface ScoreShareInput {
  readonly model: FittedModel;
  readonly rows: SharedRows;
  readonly first: number;
  readonly last: number;
  readonly answers: ScoreAnswers;
}

/** Scores one worker's share of the rows, one by one. */
export default function scoreShare({ model, rows, first, last, answers }: ScoreShareInput, { openRows }: WorkerTools): null {
  const scorer = withLogits(kindNamed(model.kind, 'model of a trial').format.open(model));
  answerRows(scorer, new LogSums(scorer.codes.length), openRows(rows), first, last, answers);
  return null;
}

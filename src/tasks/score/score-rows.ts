import type { Digest } from '../../core/digest.js';
import { answerRows } from '../../estimators/answer-rows.js';
import { kindNamed } from '../../estimators/kinds.js';
import { withLogits } from '../../estimators/logits.js';
import type { FittedModel, Scorer } from '../../estimators/model-format.js';
import { LogSums } from '../../kernels/log-sums.js';
import type { ScoreAnswers } from '../../ml/answers.js';
import type { SharedRows } from '../../ml/labelled-rows.js';
import { openRows } from '../rows/stored-rows.js';

/** A model, the rows that this call scores, and the shared arrays that its answers go into. */
export interface ScoreRowsInput {
  /** Tells the model from others, so that it is opened once. */
  readonly modelDigest: Digest;
  readonly model: FittedModel;
  /** Labels are class indexes of the model or -1. */
  readonly rows: SharedRows;
  /** The places among the rows that this call scores: first … last-1. */
  readonly first: number;
  readonly last: number;
  readonly answers: ScoreAnswers;
}

/** The one model that this worker has opened. */
let open: { readonly digest: Digest; readonly scorer: Scorer; readonly logSums: LogSums } | undefined;

/** Scores some rows with a model of any kind, row by row. Answers go into shared arrays. */
export default function scoreRows({ modelDigest, model, rows, first, last, answers }: ScoreRowsInput): null {
  if (open?.digest !== modelDigest) {
    const scorer = withLogits(kindNamed(model.kind, 'model to score with').format.open(model));
    open = { digest: modelDigest, scorer, logSums: new LogSums(scorer.codes.length) };
  }
  answerRows(open.scorer, open.logSums, openRows(rows), first, last, answers);
  return null;
}

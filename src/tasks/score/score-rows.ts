import type { Digest } from '../../core/digest.js';
import { writeAnswer } from '../../estimators/answers.js';
import type { ScoreAnswers } from '../../estimators/estimator.js';
import { kindNamed } from '../../estimators/kinds.js';
import { withLogits } from '../../estimators/logits.js';
import type { FittedModel, Scorer } from '../../estimators/model-format.js';
import { BATCH_DOCUMENTS } from '../../kernels/linear-layout.js';
import { LogSums } from '../../kernels/log-sums.js';
import { type LabelledRows, type SharedRows, shardOf } from '../../ml/labelled-rows.js';
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
  const { scorer, logSums } = open;
  const opened = openRows(rows);
  for (let begin = first; begin < last; begin += BATCH_DOCUMENTS) {
    const count = Math.min(BATCH_DOCUMENTS, last - begin);
    for (let d = 0; d < count; d++) {
      const scores = scoreRow(scorer, opened, begin + d);
      writeAnswer(scores, begin + d, rows.label[begin + d]!, answers);
      logSums.place(d, scores);
    }
    answers.temperatures.forEach((temperature, t) => {
      logSums.at(temperature, count).forEach((sum, d) => {
        answers.logSumExp[(begin + d) * answers.temperatures.length + t] = sum;
      });
    });
  }
  return null;
}

function scoreRow(scorer: Scorer, { shards, firstRow, row }: LabelledRows, index: number): Float32Array {
  const shard = shardOf(firstRow, row[index]!);
  const { offsets, ids, values } = shards[shard]!;
  const local = row[index]! - firstRow[shard]!;
  const [from, to] = [offsets[local]!, offsets[local + 1]!];
  return scorer.score(ids.subarray(from, to), values.subarray(from, to));
}

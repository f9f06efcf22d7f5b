import { BATCH_DOCUMENTS } from '../kernels/linear-layout.js';
import type { LogSums } from '../kernels/log-sums.js';
import { type ScoreAnswers, writeAnswer } from '../ml/answers.js';
import { entriesOf, type LabelledRows } from '../ml/labelled-rows.js';
import type { Scorer } from './model-format.js';

/** Scores rows first … last-1 one by one, with a scorer of logits, and writes what is wanted of them. */
export function answerRows(scorer: Scorer, logSums: LogSums, rows: LabelledRows, first: number, last: number, answers: ScoreAnswers): void {
  for (let begin = first; begin < last; begin += BATCH_DOCUMENTS) {
    const count = Math.min(BATCH_DOCUMENTS, last - begin);
    for (let d = 0; d < count; d++) {
      const scores = scoreRow(scorer, rows, begin + d);
      writeAnswer(scores, begin + d, rows.label[begin + d]!, answers);
      logSums.place(d, scores);
    }
    answers.temperatures.forEach((temperature, t) => {
      logSums.at(temperature, count).forEach((sum, d) => {
        answers.logSumExp[(begin + d) * answers.temperatures.length + t] = sum;
      });
    });
  }
}

function scoreRow(scorer: Scorer, rows: LabelledRows, index: number): Float32Array {
  const { ids, values, from, to } = entriesOf(rows, index);
  return scorer.score(ids.subarray(from, to), values.subarray(from, to));
}

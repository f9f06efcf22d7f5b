import { type ScoreAnswers, writeAnswer } from './answers.js';
import type { LinearTeam } from './linear-team.js';

/** Writes what is wanted of documents first … last-1 of the batch that begins at row `begin`, from their scores in kernel memory. */
export function answerDocuments(team: LinearTeam, label: Int32Array, begin: number, first: number, last: number, answers: ScoreAnswers): void {
  const { kernel, layout, scores } = team;
  const { stride, classCount } = layout;
  for (let d = first; d < last; d++) {
    writeAnswer(scores.subarray(d * stride, d * stride + classCount), begin + d, label[begin + d]!, answers);
  }
  answers.temperatures.forEach((temperature, t) => {
    kernel.logSumDocuments(layout.table, first, last, 1 / temperature, layout.losses);
    for (let d = first; d < last; d++) answers.logSumExp[(begin + d) * answers.temperatures.length + t] = team.losses[d]!;
  });
}

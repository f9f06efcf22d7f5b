import { BATCH_DOCUMENTS } from '../../kernels/linear-layout.js';
import type { SharedRows } from '../../ml/labelled-rows.js';
import { LinearTeam, type TeamShare } from '../../ml/linear-team.js';
import { writeAnswer } from '../answers.js';
import type { ScoreAnswers, WorkerTools } from '../estimator.js';

/** What one member of a team is given. */
export interface ScoreMemberInput {
  readonly share: TeamShare;
  readonly worker: number;
  /** Labels are class indexes of the model or -1. */
  readonly rows: SharedRows;
  readonly answers: ScoreAnswers;
}

/** One member of a team that scores rows with a finished model. Answers go into shared arrays. */
export default function scoreMember(input: ScoreMemberInput, { openRows }: WorkerTools): null {
  const team = new LinearTeam(input.share, input.worker);
  if (team.leads) team.openLayout();
  team.barrier.wait();
  const rows = openRows(input.rows);
  for (let begin = 0; begin < rows.row.length; begin += BATCH_DOCUMENTS) {
    team.scoreBatch(rows, begin, (first, last) => scoreDocuments(team, input, begin, first, last));
    team.barrier.wait();
  }
  return null;
}

function scoreDocuments(team: LinearTeam, input: ScoreMemberInput, begin: number, first: number, last: number): void {
  const { kernel, layout, memory } = team;
  const { stride, classCount } = layout;
  team.scoreWeights(first, last);
  const scores = new Float32Array(memory.buffer, layout.scores, BATCH_DOCUMENTS * stride);
  const { answers, rows } = input;
  for (let d = first; d < last; d++) {
    writeAnswer(scores.subarray(d * stride, d * stride + classCount), begin + d, rows.label[begin + d]!, answers);
  }
  answers.temperatures.forEach((temperature, t) => {
    kernel.logSumDocuments(layout.table, first, last, 1 / temperature, layout.losses);
    for (let d = first; d < last; d++) answers.logSumExp[(begin + d) * answers.temperatures.length + t] = team.losses[d]!;
  });
}

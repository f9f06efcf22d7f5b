import { BATCH_DOCUMENTS } from '../kernels/linear-layout.js';
import { answerDocuments } from './answer-documents.js';
import type { ScoreAnswers } from './answers.js';
import type { LabelledRows } from './labelled-rows.js';
import type { LinearTeam } from './linear-team.js';

/** Scores rows with the finished weights in the team's memory, and writes what is wanted of each. Every worker calls it. */
export function answerWithTeam(team: LinearTeam, rows: LabelledRows, answers: ScoreAnswers): void {
  for (let begin = 0; begin < rows.row.length; begin += BATCH_DOCUMENTS) {
    team.scoreBatch(rows, begin, (first, last) => {
      team.scoreWeights(first, last);
      answerDocuments(team, rows.label, begin, first, last, answers);
    });
    team.barrier.wait();
  }
}

import { answerWithTeam } from '../../ml/answer-with-team.js';
import type { ScoreAnswers } from '../../ml/answers.js';
import type { SharedRows } from '../../ml/labelled-rows.js';
import { LinearTeam, type TeamShare } from '../../ml/linear-team.js';
import type { WorkerTools } from '../estimator.js';

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
  answerWithTeam(team, openRows(input.rows), input.answers);
  return null;
}

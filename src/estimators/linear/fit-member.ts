import type { FitOutcome, FitRequest } from '../../ml/fit.js';
import { LinearTeam, type TeamShare } from '../../ml/linear-team.js';
import { type FitRun, fitLinear, type TeamStatus } from '../../ml/solvers/linear-fit.js';
import type { WorkerTools } from '../estimator.js';
import type { TeamSettings } from './settings.js';

/** What one member of a team is given. */
export interface FitMemberInput {
  /** One a member of the average. */
  readonly shares: readonly TeamShare[];
  /** Member of the team, from 0; member 0 leads. */
  readonly worker: number;
  readonly request: FitRequest<TeamSettings>;
  readonly run: FitRun;
}

/** One member of a team that fits one linear model. All members return the same figures; the weights lie in the shared memory. */
export default function fitMember({ shares, worker, request, run }: FitMemberInput, { openRows }: WorkerTools): FitOutcome<TeamStatus> {
  const { rows, validation, asked } = request;
  const opened = {
    ...request,
    rows: openRows(rows),
    validation: validation && { ...validation, rows: openRows(validation.rows) },
    asked: asked && { ...asked, rows: openRows(asked.rows) },
  };
  const teams = shares.map((share) => new LinearTeam(share, worker));
  return fitLinear(teams, opened, run);
}

import type { SharedRows } from '../../ml/labelled-rows.js';
import { fitLinear, type LinearFitInput, type LinearFitResult } from '../../ml/linear-fit.js';
import { LinearTeam, type TeamShare } from '../../ml/linear-team.js';
import type { WorkerTools } from '../estimator.js';

/** A fit on its way to workers. */
export type SharedFit = Omit<LinearFitInput, 'rows' | 'validation'> & { readonly rows: SharedRows; readonly validation: SharedRows | null };

/** What one member of a team is given. */
export interface FitMemberInput {
  readonly share: TeamShare;
  /** Member of the team, from 0; member 0 leads. */
  readonly worker: number;
  readonly fit: SharedFit;
}

/** One member of a team that fits one linear model. All members return the same figures; the weights lie in the shared memory. */
export default function fitMember(input: FitMemberInput, { openRows }: WorkerTools): LinearFitResult {
  const { share, worker, fit } = input;
  const opened = { ...fit, rows: openRows(fit.rows), validation: fit.validation === null ? null : openRows(fit.validation) };
  return fitLinear(new LinearTeam(share, worker), opened);
}

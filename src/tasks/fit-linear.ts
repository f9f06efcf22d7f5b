import { fitLinear, type LinearFitInput, type LinearFitResult } from '../ml/linear-fit.js';
import { LinearTeam, type TeamShare } from '../ml/linear-team.js';

export interface FitLinearInput {
  readonly share: TeamShare;
  /** Member of the team, from 0; member 0 leads. */
  readonly worker: number;
  readonly fit: LinearFitInput;
}

/** One member of a team that fits one linear model. All members return the same figures; the weights lie in the shared memory. */
export default function fitLinearMember(input: FitLinearInput): LinearFitResult {
  return fitLinear(new LinearTeam(input.share, input.worker), input.fit);
}
